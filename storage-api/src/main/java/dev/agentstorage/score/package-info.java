/** Evaluation scores: results of scorers for outputs of agents and workflows. */
@NullMarked
package dev.agentstorage.score;

import org.jspecify.annotations.NullMarked;
