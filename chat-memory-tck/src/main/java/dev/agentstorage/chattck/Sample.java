package dev.agentstorage.chattck;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One part of one message that a store may keep or lose.
 *
 * @param name what the part is
 * @param before the messages before this one in the conversation
 * @param message the message with the part
 * @param part extracts the part from a message
 */
record Sample<M>(String name, List<M> before, M message, Function<M, Optional<?>> part) {}
