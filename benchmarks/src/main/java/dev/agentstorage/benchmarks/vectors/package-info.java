/**
 * What the vector store on Lucene misses by not comparing every vector, and what recall takes in addition to its two unavoidable parts.
 *
 * <p>{@code ./bench vectors} and {@code ./bench recall-speed} run it.
 */
@NullMarked
package dev.agentstorage.benchmarks.vectors;

import org.jspecify.annotations.NullMarked;
