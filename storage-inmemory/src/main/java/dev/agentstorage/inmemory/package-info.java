/** The reference implementation: everything in memory, linearizable, gone when it is closed. */
@NullMarked
package dev.agentstorage.inmemory;

import org.jspecify.annotations.NullMarked;
