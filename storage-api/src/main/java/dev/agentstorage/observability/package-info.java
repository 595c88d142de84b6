/** Traces: spans of what agents, workflows, models and tools did, and queries for the traces that they form. */
@NullMarked
package dev.agentstorage.observability;

import org.jspecify.annotations.NullMarked;
