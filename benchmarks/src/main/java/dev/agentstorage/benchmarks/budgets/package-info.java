/**
 * Whether what the architecture promises holds in a thread of any length: round trips, bytes, and rows that the database reads.
 *
 * <p>{@code ./bench budgets} runs it on a thread of a million messages, the module's tests on one of thousands.
 */
@NullMarked
package dev.agentstorage.benchmarks.budgets;

import org.jspecify.annotations.NullMarked;
