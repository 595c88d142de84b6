package dev.agentstorage.chattck;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One part of one message that may or may not be kept.
 *
 * @param name what the part is
 * @param before the messages that precede this one in a conversation
 * @param message the message that has the part
 * @param part takes the part out of a message of this type
 */
record Sample<M>(String name, List<M> before, M message, Function<M, Optional<?>> part) {}
