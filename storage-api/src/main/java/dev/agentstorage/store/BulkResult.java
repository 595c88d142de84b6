package dev.agentstorage.store;

/**
 * How far a bulk operation came.
 *
 * @param affected how many rows were changed or removed by this call
 * @param done whether nothing is left; when not, call again with the same arguments to go on
 */
public record BulkResult(long affected, boolean done) {}
