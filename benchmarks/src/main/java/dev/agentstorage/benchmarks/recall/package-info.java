/**
 * What recall finds: questions about conversations, and the messages that answer them.
 *
 * <p>{@code ./bench recall} runs it.
 */
@NullMarked
package dev.agentstorage.benchmarks.recall;

import org.jspecify.annotations.NullMarked;
