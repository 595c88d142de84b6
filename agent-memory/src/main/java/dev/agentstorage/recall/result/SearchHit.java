package dev.agentstorage.recall.result;

import dev.agentstorage.memory.MessageHead;

/**
 * A message found by a search. Immutable.
 *
 * @param message the message without its content
 * @param preview the part of its text with the most words of the query, on one line, at most 200 characters; the beginning of the text if
 *     none occurs
 * @param match why it was found
 */
public record SearchHit(MessageHead message, String preview, Match match) {}
