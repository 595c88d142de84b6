package dev.agentstorage.recall.internal.search;

import dev.agentstorage.recall.result.Match;

/** A message that the index returned, which may be deleted or changed in the storage. */
public record Found(String messageId, String version, Match match) {}
