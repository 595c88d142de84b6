/** Evaluation scores: what a scorer says about an output of an agent or a workflow. */
@NullMarked
package dev.agentstorage.score;

import org.jspecify.annotations.NullMarked;
