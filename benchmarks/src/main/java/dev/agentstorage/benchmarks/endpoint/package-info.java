/**
 * What the local endpoint costs: the same statements on the same PostgreSQL, through the endpoint and without it.
 *
 * <p>{@code ./bench endpoint} and {@code ./bench endpoint-heap} run it.
 */
@NullMarked
package dev.agentstorage.benchmarks.endpoint;

import org.jspecify.annotations.NullMarked;
