package dev.agentstorage.recall.internal.search;

import dev.agentstorage.recall.result.Match;

/** A message that the index returned; it may have been changed or deleted in the storage since. */
public record Found(String messageId, String version, Match match) {}
