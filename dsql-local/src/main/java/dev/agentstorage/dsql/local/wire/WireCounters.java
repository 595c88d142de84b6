package dev.agentstorage.dsql.local.wire;

/**
 * A snapshot of network traffic counters. Immutable; {@link #minus} compares two snapshots. Bytes are counted without
 * TLS overhead.
 *
 * @param connects accepted connections; those refused because of the password, the database or a limit are not counted
 * @param roundTrips how often a client sent something and then waited for the answer. Everything that a client sends
 *     without waiting is one round trip, regardless of the number of messages, statements and network packets. Messages
 *     that arrive before the previous request is answered belong to that request. The data of a COPY belongs to its
 *     command. Startup and authentication are not counted
 * @param statements Execute and simple Query messages. A Query message with several statements counts once
 * @param bytesIn bytes received from accepted clients, without startup and password
 * @param bytesOut bytes sent to accepted clients, from AuthenticationOk on
 */
public record WireCounters(long connects, long roundTrips, long statements, long bytesIn, long bytesOut) {

    /** Returns the difference between an earlier snapshot and this one. */
    public WireCounters minus(WireCounters earlier) {
        return new WireCounters(
                connects - earlier.connects,
                roundTrips - earlier.roundTrips,
                statements - earlier.statements,
                bytesIn - earlier.bytesIn,
                bytesOut - earlier.bytesOut);
    }
}
