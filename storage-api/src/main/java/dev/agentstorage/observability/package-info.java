/** Traces: spans of agents, workflows, models and tools, and queries for traces. */
@NullMarked
package dev.agentstorage.observability;

import org.jspecify.annotations.NullMarked;
