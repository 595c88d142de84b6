package dev.agentstorage.dsql.local.wire;

/**
 * What went over the wire so far. Immutable; two snapshots are compared with {@link #minus}. Bytes are those of the protocol,
 * inside the encryption if there is one.
 *
 * @param connects clients that were let in; those refused for their password, their database or a limit are none. Their
 *     startup and authentication are no round trips
 * @param roundTrips how often a client sent something and then had to wait for an answer. What a client sends in one go
 *     is one round trip, however many messages and statements it holds, also if it arrives in pieces that end within a
 *     message. What it sends before the answer to the last belongs to that one. The data of a COPY belongs to its command
 * @param statements Execute messages and simple Query messages. A Query text of several statements is one
 * @param bytesIn bytes received from clients that were let in, startup and password excluded
 * @param bytesOut bytes sent to clients that were let in, from the message on that says so
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
