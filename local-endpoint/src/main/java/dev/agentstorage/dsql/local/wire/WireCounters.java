package dev.agentstorage.dsql.local.wire;

/**
 * What went over the wire so far. Immutable; two snapshots are compared with {@link #minus}.
 *
 * @param connects sessions that were asked for, whether or not the server then let them in; their startup and
 *     authentication are no round trips
 * @param roundTrips how often a client sent something and then had to wait for an answer. What a client sends in one go
 *     is one round trip, however many messages and statements it holds
 * @param statements Execute messages and simple Query messages. A Query text of several statements is one
 * @param bytesIn bytes received from clients, startup included
 * @param bytesOut bytes received from the server for clients, startup included
 */
public record WireCounters(long connects, long roundTrips, long statements, long bytesIn, long bytesOut) {

    /** What happened between an earlier snapshot and this one. */
    public WireCounters minus(WireCounters earlier) {
        return new WireCounters(
                connects - earlier.connects,
                roundTrips - earlier.roundTrips,
                statements - earlier.statements,
                bytesIn - earlier.bytesIn,
                bytesOut - earlier.bytesOut);
    }
}
