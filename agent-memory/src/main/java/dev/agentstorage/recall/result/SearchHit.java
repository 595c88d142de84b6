package dev.agentstorage.recall.result;

import dev.agentstorage.memory.MessageHead;

/**
 * A message that a search has found. Immutable.
 *
 * @param message the message without its content
 * @param preview the part of its text where the words of the query are, on one line, at most 200 characters; its beginning when they are
 *     nowhere in it
 * @param match why it was found
 */
public record SearchHit(MessageHead message, String preview, Match match) {}
