/** The reference implementation, which keeps everything in memory: obviously right first, fast second. */
@NullMarked
package dev.agentstorage.inmemory;

import org.jspecify.annotations.NullMarked;
