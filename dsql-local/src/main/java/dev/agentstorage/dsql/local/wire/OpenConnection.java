package dev.agentstorage.dsql.local.wire;

/**
 * The network traffic of one open connection.
 *
 * @param number of the connection; numbers increase and are never reused
 * @param counters of this connection alone
 */
public record OpenConnection(long number, WireCounters counters) {}
