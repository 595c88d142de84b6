/** The reference implementation, in memory. Correctness takes precedence over performance. */
@NullMarked
package dev.agentstorage.inmemory;

import org.jspecify.annotations.NullMarked;
