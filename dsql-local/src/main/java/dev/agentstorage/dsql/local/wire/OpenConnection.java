package dev.agentstorage.dsql.local.wire;

/**
 * What one open connection has done since it was opened.
 *
 * @param number of the connection; numbers are never used twice, later connections have greater ones
 * @param counters of this connection alone
 */
public record OpenConnection(long number, WireCounters counters) {}
