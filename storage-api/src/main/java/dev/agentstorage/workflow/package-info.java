/** Workflow runs: the snapshot of each run, its state, and the results of its steps. */
@NullMarked
package dev.agentstorage.workflow;

import org.jspecify.annotations.NullMarked;
