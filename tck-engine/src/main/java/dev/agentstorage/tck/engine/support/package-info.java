/** Helpers for contract classes: concurrency and replayable randomness. */
@NullMarked
package dev.agentstorage.tck.engine.support;

import org.jspecify.annotations.NullMarked;
