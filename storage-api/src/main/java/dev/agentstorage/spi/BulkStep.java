package dev.agentstorage.spi;

/**
 * What one bounded, atomic step of a bulk operation did. The store repeats the step until it is done; after a crash between two steps
 * the same operation goes on where it stopped.
 *
 * @param affected how many rows the step changed or removed
 * @param done whether nothing was left when the step ended
 */
public record BulkStep(long affected, boolean done) {}
