package dev.agentstorage.dsql.local.wire;

/**
 * A snapshot of network traffic counters. Immutable; {@link #minus} compares two snapshots. Bytes are counted before encryption
 * and after decryption.
 *
 * @param connects clients that were accepted; those refused for their password, their database or a limit are not counted.
 *     Startup and authentication are not round trips
 * @param roundTrips how often a client sent something and then had to wait for an answer. Everything that a client
 *     sends without waiting is one round trip, regardless of the number of messages and statements, and also if it arrives
 *     in pieces that end within a message. What it sends before the answer to the previous request belongs to that
 *     request. The data of a COPY belongs to its command
 * @param statements Execute messages and simple Query messages. A Query message of several statements counts once
 * @param bytesIn bytes received from accepted clients, without startup and password
 * @param bytesOut bytes sent to accepted clients, beginning with AuthenticationOk
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
