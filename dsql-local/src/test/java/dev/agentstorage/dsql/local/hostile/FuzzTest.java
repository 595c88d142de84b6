package dev.agentstorage.dsql.local.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.rawclient.Pipeline;
import dev.agentstorage.dsql.local.rawclient.RawConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Sessions with damaged bytes. Each ends when its client has sent all its bytes, and none affects another session.
 * Replay a failure with {@code -Dtest.seed=...}: the seed is in its message.
 */
final class FuzzTest extends HostileFixture {
    /** Long runs: {@code -Dagentstorage.fuzz.time=PT30M -Dtest.timeout=45m}. */
    private static final Duration BUDGET = Duration.parse(System.getProperty("agentstorage.fuzz.time", "PT15S"));

    private static final int WARM_UP_SESSIONS = 500;
    private static final int SERVED_EVERY = 1_000;

    private static final int FEWEST_SESSIONS = 50;

    private static final List<String> STATEMENTS = List.of(
            "SELECT 1",
            "SELECT $1::text",
            "BEGIN",
            "COMMIT",
            "ROLLBACK",
            "INSERT INTO yard VALUES (9, 'fuzz')",
            "UPDATE yard SET v = 'fuzz' WHERE id = 9",
            "DELETE FROM yard WHERE id = 9",
            "SELECT v FROM yard WHERE id = 9 FOR UPDATE",
            "CREATE INDEX ASYNC fuzz_ix ON nowhere (v)",
            "SET application_name = 'fuzz'",
            "COPY yard FROM STDIN",
            "COPY (SELECT 1) TO STDOUT",
            "SELECT g FROM generate_series(1, 500) AS g",
            "TRUNCATE yard",
            "SELECT 'é' || $$ü$$; SELECT 2",
            "");

    @Test
    void damagedSessionsEndAndDoNotAffectOthers() throws IOException {
        long seed = Long.parseLong(System.getProperty("test.seed"));
        System.err.println("FuzzTest: -Dtest.seed=" + seed);
        Random random = new Random(seed);
        long end = System.nanoTime() + BUDGET.toNanos();
        int session = 0;
        long heap = 0;
        for (; session < FEWEST_SESSIONS || System.nanoTime() < end; session++) {
            byte[] bytes = damaged(random, conversation(random));
            assertThat(endsAfter(bytes, random.nextInt(20) == 0))
                    .as(
                            "session %d of -Dtest.seed=%d ends: %s",
                            session, seed, new String(bytes, StandardCharsets.ISO_8859_1))
                    .isTrue();
            if (session == WARM_UP_SESSIONS) {
                heap = liveHeap();
            }
            if (session % SERVED_EVERY == 0) {
                isServed(session, seed);
            }
        }
        System.err.printf("FuzzTest: %d sessions in %s, live heap %d KiB%n", session, BUDGET, liveHeap() >> 10);
        if (heap > 0) {
            awaitLiveHeap(heap, "after %d sessions of -Dtest.seed=%d".formatted(session, seed));
        }
        try (RawConnection healthy = connect()) {
            assertThat(healthy.extended("DELETE FROM yard WHERE id <> 1").ok())
                    .as("after %d sessions of -Dtest.seed=%d", session, seed)
                    .isTrue();
        }
    }

    private static void isServed(int session, long seed) throws IOException {
        try (RawConnection healthy = connect()) {
            assertThat(healthy.extended("SELECT count(*) FROM yard").ok())
                    .as("after %d sessions of -Dtest.seed=%d", session, seed)
                    .isTrue();
        }
    }

    private static boolean endsAfter(byte[] bytes, boolean vanish) throws IOException {
        try (RawConnection connection = connect()) {
            try {
                connection.send(bytes);
                if (vanish) {
                    connection.vanish();
                    return true;
                }
                connection.socket().shutdownOutput();
            } catch (SocketException alreadyEnded) {
                return true;
            }
            return connection.seesTheEnd();
        } catch (SocketTimeoutException silence) {
            return false;
        }
    }

    private static byte[] conversation(Random random) {
        Pipeline pipeline = new Pipeline();
        int messages = 1 + random.nextInt(12);
        for (int i = 0; i < messages; i++) {
            String sql = STATEMENTS.get(random.nextInt(STATEMENTS.size()));
            String name = random.nextInt(3) == 0 ? "s" + random.nextInt(2) : "";
            switch (random.nextInt(14)) {
                case 0, 1, 2 -> pipeline.query(sql);
                case 3, 4, 5 -> pipeline.statement(sql);
                case 6 -> pipeline.parse(name, sql);
                case 7 -> pipeline.bind(name, name, List.of("value"));
                case 8 -> pipeline.describeStatement(name).describePortal(name);
                case 9 -> pipeline.execute(name, random.nextInt(3));
                case 10 -> pipeline.closeStatement(name).closePortal(name);
                case 11 -> pipeline.copyData("8\tcopied\n").copyDone();
                case 12 -> pipeline.flush();
                default -> pipeline.sync();
            }
            if (random.nextInt(3) == 0) {
                pipeline.sync();
            }
        }
        return pipeline.sync().toBytes();
    }

    private static byte[] damaged(Random random, byte[] whole) {
        byte[] bytes = whole.clone();
        switch (random.nextInt(7)) {
            case 0 -> {
                return bytes;
            }
            case 1 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 2, 3 -> {
                for (int i = 0; i <= random.nextInt(4); i++) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                return bytes;
            }
            case 4 -> {
                int at = random.nextInt(Math.max(1, bytes.length - 4));
                ByteBuffer.wrap(bytes).putInt(at, interesting(random));
                return bytes;
            }
            case 5 -> {
                int from = random.nextInt(bytes.length);
                int to = from + random.nextInt(bytes.length - from);
                ByteArrayOutputStream twice = new ByteArrayOutputStream();
                twice.write(bytes, 0, to);
                twice.write(bytes, from, bytes.length - from);
                return twice.toByteArray();
            }
            default -> {
                byte[] noise = new byte[1 + random.nextInt(200)];
                random.nextBytes(noise);
                return noise;
            }
        }
    }

    private static int interesting(Random random) {
        int[] values = {Integer.MIN_VALUE, -1, 0, 1, 3, 4, 5, 0x7fff, 0xffff, 1 << 24, Integer.MAX_VALUE};
        return values[random.nextInt(values.length)];
    }
}
