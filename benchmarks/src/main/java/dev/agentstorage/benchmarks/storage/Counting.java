package dev.agentstorage.benchmarks.storage;

import dev.agentstorage.dsql.local.wire.WireCounters;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Counts what goes over the wire. A plain PostgreSQL does not count; the same client sends the same there. */
final class Counting {
    /** The driver prepares a statement at the server in its fifth execution, and sends less from then on. */
    private static final int WARMUPS = 8;

    private static final int RUNS = 16;

    private final Stage stage;

    Counting(Stage stage) {
        this.stage = stage;
    }

    List<Count> run() throws SQLException {
        List<Count> counts = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            for (int length : operation.lengths()) {
                for (Way way : List.of(Way.STORE_ON_DSQL, Way.HAND_ON_DSQL)) {
                    counts.add(count(way, operation, length));
                }
            }
        }
        return counts;
    }

    Count count(Way way, Operation operation, int length) throws SQLException {
        try (Subject subject = Subject.open(way, operation, length)) {
            for (int i = 0; i < WARMUPS; i++) {
                subject.run();
            }
            WireCounters before = stage.endpoint().counters();
            for (int i = 0; i < RUNS; i++) {
                subject.run();
            }
            WireCounters all = stage.endpoint().counters().minus(before);
            subject.trim();
            return new Count(
                    way,
                    operation,
                    length,
                    (double) all.roundTrips() / RUNS,
                    (double) all.statements() / RUNS,
                    all.bytesIn() / RUNS,
                    all.bytesOut() / RUNS,
                    all.statements() - (long) operation.executed() * RUNS);
        }
    }
}
