package dev.agentstorage.benchmarks.endpoint;

/**
 * One measurement.
 *
 * @param round from 0 on
 * @param median microseconds for the whole work
 * @param p99 microseconds for the whole work
 * @param throughput how often all connections together have done the work in a second
 */
record Figure(int round, Way way, Work work, int connections, double median, double p99, double throughput) {}
