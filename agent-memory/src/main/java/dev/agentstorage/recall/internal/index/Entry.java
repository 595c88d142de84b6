package dev.agentstorage.recall.internal.index;

import dev.agentstorage.memory.Message;

/** A message to index, with the text that it answers, which is empty when there is none. */
record Entry(Message message, String context) {}
