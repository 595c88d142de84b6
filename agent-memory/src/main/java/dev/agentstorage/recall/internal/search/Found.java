package dev.agentstorage.recall.internal.search;

import dev.agentstorage.recall.result.Match;

/** A message that the index gave, which the storage may not have any more, or in another version. */
public record Found(String messageId, String version, Match match) {}
