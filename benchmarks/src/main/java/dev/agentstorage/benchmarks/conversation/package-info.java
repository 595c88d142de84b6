/** Conversations of any length, always the same ones: what benchmarks and budgets work on. */
@NullMarked
package dev.agentstorage.benchmarks.conversation;

import org.jspecify.annotations.NullMarked;
