/** Helpers for contract classes: concurrency, replayable randomness, unique ids. */
@NullMarked
package dev.agentstorage.tck.support;

import org.jspecify.annotations.NullMarked;
