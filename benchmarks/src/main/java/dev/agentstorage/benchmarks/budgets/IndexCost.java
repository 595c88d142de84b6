package dev.agentstorage.benchmarks.budgets;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.store.MemoryStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the index over the time of the last message costs an append: the bytes that the server writes ahead, and the time, with the index and
 * without it, in turn.
 */
final class IndexCost {
    private static final int ROUNDS = 3;
    private static final int WARM_UP = 100;

    private final Scene scene;
    private final int appends;

    IndexCost(Scene scene, int appends) {
        this.scene = scene;
        this.appends = appends;
    }

    private record Append(long bytes, long micros) {}

    List<Finding> run() throws SQLException {
        List<Append> with = new ArrayList<>();
        List<Append> without = new ArrayList<>();
        try (Connection superuser = scene.superuser();
                Statement statement = superuser.createStatement()) {
            String definition = definition(statement);
            String index = definition.split(" ")[2];
            for (int round = 0; round < ROUNDS; round++) {
                with.add(measured(statement));
                statement.execute("DROP INDEX " + index);
                without.add(measured(statement));
                statement.execute(definition);
            }
        }
        return List.of(
                finding("with the index of the last message", "bytes written ahead", bytes(with)),
                finding("without it", "bytes written ahead", bytes(without)),
                finding("with the index of the last message", "microseconds", micros(with)),
                finding("without it", "microseconds", micros(without)));
    }

    private static String definition(Statement statement) throws SQLException {
        try (ResultSet index = statement.executeQuery(
                "SELECT indexdef FROM pg_indexes WHERE indexdef LIKE '%(\"resourceId\", \"lastMessageAt\", id)%'")) {
            if (!index.next()) {
                throw new IllegalStateException("there is no index over the time of the last message");
            }
            // the endpoint shows the name that DSQL has for this kind of index
            return index.getString(1).replace("btree_index", "btree");
        }
    }

    /** Appends to a new thread, and returns what one append costs: the mean of the bytes, the median of the times. */
    private Append measured(Statement statement) throws SQLException {
        MemoryStore memory = scene.memory();
        ConversationThread thread =
                memory.createThread(ConversationThread.builder(Scene.RESOURCE).build());
        for (int i = 0; i < WARM_UP; i++) {
            memory.saveMessage(NewMessage.user(thread.id(), "Where is my order?"));
        }
        long before = writtenAhead(statement);
        long[] times = new long[appends];
        for (int i = 0; i < appends; i++) {
            long start = System.nanoTime();
            memory.saveMessage(NewMessage.user(thread.id(), "Where is my order?"));
            times[i] = System.nanoTime() - start;
        }
        long bytes = writtenAhead(statement) - before;
        Arrays.sort(times);
        return new Append(bytes / appends, times[appends / 2] / 1_000);
    }

    private static long writtenAhead(Statement statement) throws SQLException {
        try (ResultSet bytes =
                statement.executeQuery("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint")) {
            bytes.next();
            return bytes.getLong(1);
        }
    }

    private static long bytes(List<Append> rounds) {
        return median(rounds.stream().mapToLong(Append::bytes).sorted().toArray());
    }

    private static long micros(List<Append> rounds) {
        return median(rounds.stream().mapToLong(Append::micros).sorted().toArray());
    }

    private static long median(long... sorted) {
        return sorted[sorted.length / 2];
    }

    private static Finding finding(String where, String unit, long measured) {
        return new Finding("append a message", where, unit, measured, Finding.NONE);
    }
}
