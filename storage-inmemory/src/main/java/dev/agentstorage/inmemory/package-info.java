/**
 * The reference implementation: obviously right first, fast second. Everything lives in the heap and is gone when the storage is closed.
 */
@NullMarked
package dev.agentstorage.inmemory;

import org.jspecify.annotations.NullMarked;
