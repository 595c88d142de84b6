package dev.agentstorage.recall.internal.index;

import dev.agentstorage.memory.Message;

/** A message to index, with the text that it answers; empty if there is none. */
record Entry(Message message, String context) {}
