package dev.agentstorage.benchmarks.storage;

/**
 * One measurement.
 *
 * @param length of the threads, 0 for none
 * @param round from 0 on
 * @param median microseconds
 * @param p99 microseconds
 * @param allocated bytes that one operation allocates on the heap of the client
 */
record Figure(Way way, Operation operation, int length, int round, double median, double p99, double allocated) {}
