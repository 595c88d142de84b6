/**
 * What the storage API costs over the same SQL by hand, on each server, and in memory.
 *
 * <p>{@code ./bench storage} runs it. A further way to keep conversations, such as another library, is a further {@link
 * dev.agentstorage.benchmarks.storage.Way}.
 */
@NullMarked
package dev.agentstorage.benchmarks.storage;

import org.jspecify.annotations.NullMarked;
