package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.CutWorld.Change;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.UnavailableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever write loses its connection, wherever: after what the errors tell a caller to do, what is stored is what a model says. A caller
 * repeats what was {@code UnavailableException}, and what has an unknown outcome too; a repetition that is refused is looked after.
 *
 * <p>{@code -Ddsql.cuts.runs=2000} makes the random part as long as a release needs it, all domains together;
 * {@code -Ddsql.cuts.seed=N} runs it again as it was.
 */
@Tag("slow")
class ConnectionCutTest {
    private static final int RUNS = Integer.getInteger("dsql.cuts.runs", 250);
    private static final int RUNS_OF_ENDPOINT = Math.max(1, RUNS / 50);
    private static final long SEED = Long.getLong("dsql.cuts.seed", new Random().nextLong());
    private static final int WARM_UP = 6;

    /** Every domain. */
    private static final Map<String, BiFunction<String, Random, CutWorld>> WORLDS = Map.of(
            "memory", MemoryCuts::new,
            "workflows", WorkflowCuts::new,
            "observability", SpanCuts::new,
            "scores", ScoreCuts::new,
            "agents", AgentCuts::new);

    private static Schema schema;
    private static HikariDataSource connections;
    private static FaultyDataSource faulty;
    private static Storage clean;
    /** By the number of attempts of a transaction: with one, a caller sees every cut. */
    private static Map<Integer, Storage> cut;

    private final Random random = new Random(SEED);

    @BeforeAll
    static void open() {
        schema = Schema.in(Server.POSTGRESQL);
        connections = new HikariDataSource();
        connections.setDataSource(Server.POSTGRESQL.dataSource());
        connections.setMaximumPoolSize(3);
        faulty = new FaultyDataSource(connections);
        clean = schema.open();
        clean.init();
        cut = Map.of(1, cutting(1), 3, cutting(3));
    }

    private static Storage cutting(int attempts) {
        Storage storage = Schema.open(StorageConfig.builder("dsql")
                .set(DsqlOptions.DATA_SOURCE, faulty.dataSource())
                .set(DsqlOptions.SCHEMA, schema.toString())
                .set(DsqlOptions.BATCH_ROWS, 10)
                .set(DsqlOptions.RETRY_ATTEMPTS, attempts));
        storage.init();
        return storage;
    }

    @AfterAll
    static void close() {
        cut.values().forEach(Storage::close);
        clean.close();
        connections.close();
        schema.close();
    }

    static Stream<String> worlds() {
        return WORLDS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void everyCallOfEveryWriteMayLoseItsConnection(String domain) {
        int kinds = world(domain, "x").changes().size();
        for (int kind = 0; kind < kinds; kind++) {
            for (int attempts : List.of(1, 3)) {
                for (boolean after : List.of(false, true)) {
                    cutEveryCall(domain, kind, attempts, after);
                }
            }
        }
    }

    private void cutEveryCall(String domain, int kind, int attempts, boolean after) {
        int left = 0;
        for (int call = 0; left == 0; call++) {
            assertThat(call).as("calls of one write").isLessThan(200);
            CutWorld world = world(domain, "e" + kind + attempts + (after ? "a" : "b") + call + "-");
            Optional<Change> change = Optional.empty();
            for (int i = 0; i < WARM_UP || change.isEmpty(); i++) {
                make(world, random.nextInt(world.changes().size())).ifPresent(some -> {
                    some.run().accept(clean);
                    some.model().run();
                });
                change = i < WARM_UP - 1 ? Optional.empty() : make(world, kind);
            }
            faulty.cut(Map.of(call, after));
            String where = change.get().name() + ", call " + call + (after ? " after" : " before") + ", " + attempts
                    + " attempts, seed " + SEED;
            perform(world, change.get(), cut.get(attempts), clean, () -> {}, where);
            left = faulty.heal();
            assertThat(world.stored(clean)).as(where).isEqualTo(world.expected());
        }
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void randomWritesThatLoseTheirConnectionsAtRandomLeaveWhatTheModelSays(String domain, TestReporter reporter) {
        reporter.publishEntry("seed", Long.toString(SEED));
        for (int run = 0; run < RUNS / WORLDS.size(); run++) {
            String where = "run " + run + ", seed " + SEED;
            CutWorld world = world(domain, "r" + run + "-");
            int writes = 4 + random.nextInt(5);
            for (int i = 0; i < writes; i++) {
                Optional<Change> change =
                        make(world, random.nextInt(world.changes().size()));
                if (change.isPresent()) {
                    faulty.cut(randomCuts());
                    Storage storage = cut.get(random.nextInt(4) == 0 ? 3 : 1);
                    perform(
                            world,
                            change.get(),
                            storage,
                            clean,
                            () -> {},
                            where + ", " + change.get().name());
                    faulty.heal();
                }
            }
            assertThat(world.stored(clean)).as(where).isEqualTo(world.expected());
        }
    }

    private Map<Integer, Boolean> randomCuts() {
        Map<Integer, Boolean> cuts = new HashMap<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            cuts.put(random.nextInt(6), random.nextBoolean());
        }
        return cuts;
    }

    @Test
    void writesWhoseConnectionsAreCutByTheEndpointLeaveWhatTheModelSays(TestReporter reporter) {
        reporter.publishEntry("seed", Long.toString(SEED));
        try (Schema own = Schema.in(Server.DSQL);
                Storage reader = own.open();
                Storage writer = Schema.open(
                        own.config().set(DsqlOptions.RETRY_ATTEMPTS, 1).set(DsqlOptions.POOL_MAXIMUM, 1))) {
            own.awaitIndexes(reader);
            writer.init();
            for (int run = 0; run < RUNS_OF_ENDPOINT; run++) {
                for (String domain : worlds().toList()) {
                    cutByTheEndpoint(domain, run, writer, reader);
                }
            }
        } finally {
            Server.local().faults().clear();
        }
    }

    private void cutByTheEndpoint(String domain, int run, Storage writer, Storage reader) {
        CutWorld world = world(domain, "d" + run + "-");
        for (int i = 0; i < 6; i++) {
            Optional<Change> change = make(world, random.nextInt(world.changes().size()));
            if (change.isEmpty()) {
                continue;
            }
            String rule = List.of(
                            "cut on statement " + (1 + random.nextInt(4)),
                            "cut before commit 1",
                            "cut during commit 1",
                            "cut after commit 1")
                    .get(random.nextInt(4));
            Server.local().faults().inject(rule);
            String where = change.get().name() + ", " + rule + ", run " + run + ", seed " + SEED;
            Runnable heal = Server.local().faults()::clear;
            perform(world, change.get(), writer, reader, heal, where);
            heal.run();
            assertThat(world.stored(reader)).as(where).isEqualTo(world.expected());
        }
    }

    private CutWorld world(String domain, String prefix) {
        return WORLDS.get(domain).apply(prefix, random);
    }

    private static Optional<Change> make(CutWorld world, int kind) {
        return world.changes().get(kind).get();
    }

    /** Repeats the call as documented until the write is done. */
    private static void perform(
            CutWorld world, Change change, Storage storage, Storage reader, Runnable beforeReading, String where) {
        List<String> before = world.expected();
        change.model().run();
        boolean uncertain = false;
        for (int attempt : IntStream.range(0, 20).toArray()) {
            assertThat(attempt).as(where).isLessThan(19);
            try {
                change.run().accept(storage);
                break;
            } catch (UnavailableException e) {
                if (change.atomic() && !uncertain) {
                    beforeReading.run();
                    assertThat(world.stored(reader)).as("not applied: " + where).isEqualTo(before);
                }
            } catch (OutcomeUnknownException e) {
                uncertain = true;
                if (change.atomic()) {
                    beforeReading.run();
                    // a commit may still be under way, and a model is read in several steps
                    await().pollInSameThread()
                            .untilAsserted(() -> assertThat(world.stored(reader))
                                    .as("all or nothing: " + where)
                                    .isIn(before, world.expected()));
                }
            } catch (AlreadyExistsException | ConflictException | NotFoundException e) {
                if (e.code().equals("retries-exhausted")) {
                    // certainly not applied: the one before was still being committed
                    continue;
                }
                beforeReading.run();
                requireApplied(change, uncertain, reader, e, where);
                break;
            }
        }
    }

    private static void requireApplied(
            Change change, boolean uncertain, Storage reader, StorageException refusal, String where) {
        assertThat(uncertain && change.applied().test(reader))
                .as("refused though not applied: " + refusal + ", " + where)
                .isTrue();
    }
}
