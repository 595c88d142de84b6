package dev.agentstorage.dsql.local.wire;

/**
 * The network traffic of one open connection.
 *
 * @param number the number of the connection; numbers increase and are never reused
 * @param counters the counters of this connection only
 */
public record OpenConnection(long number, WireCounters counters) {}
