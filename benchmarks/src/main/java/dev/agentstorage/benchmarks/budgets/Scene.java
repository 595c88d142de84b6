package dev.agentstorage.benchmarks.budgets;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.benchmarks.conversation.Conversation;
import dev.agentstorage.benchmarks.conversation.Loader;
import dev.agentstorage.benchmarks.sql.Recorder;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.postgres.PostgresServer;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.store.MemoryStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A local endpoint that holds a thread of ten messages, a long one, one that has nothing but the end of the long one, and one to be
 * deleted, all of one resource with some more threads.
 */
final class Scene implements AutoCloseable {
    /** The resource of all threads. */
    static final String RESOURCE = "budgets";

    /** The messages of the short thread. */
    static final int SHORT = 10;

    /** Threads without messages. */
    static final int EMPTY_THREADS = 1_000;

    private static final String SCHEMA = "public";
    private static final long SEED = 7;

    private final PostgresServer postgres = PostgresServer.embedded();
    private final DsqlLocal endpoint;
    private final Storage storage;
    private final Recorder recorder;
    private final Storage recorded;
    private final int length;
    private final int doomed;

    private Scene(int length, int doomed) {
        this.length = length;
        this.doomed = doomed;
        endpoint = DsqlLocal.builder()
                .postgres(postgres)
                .indexBuildTime(Duration.ofMillis(1))
                .start();
        storage = Storages.open(StorageConfig.builder("dsql")
                .option("url", endpoint.jdbcUrlWithoutLogin())
                .option("user", DsqlLocal.ADMIN)
                .option("password", endpoint.token(DsqlLocal.ADMIN))
                .option("dialect", "DSQL")
                .option("poolMaximum", "1")
                .build());
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(endpoint.jdbcUrl());
        recorder = new Recorder(source);
        recorded = Storages.open(StorageConfig.fromMap(
                Map.of("backend", "dsql", "dataSource", recorder.dataSource(), "dialect", "DSQL")));
    }

    static Scene open(int length, int doomed) throws SQLException {
        Scene scene = new Scene(length, doomed);
        boolean filled = false;
        try {
            scene.fill();
            filled = true;
            return scene;
        } finally {
            if (!filled) {
                scene.close();
            }
        }
    }

    private void fill() throws SQLException {
        storage.init();
        recorded.init();
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!storage.health().building().isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the indexes are not built in time");
            }
            Thread.onSpinWait();
        }
        memory().saveResource(Resource.of(RESOURCE));
        for (int i = 0; i < EMPTY_THREADS; i++) {
            memory().createThread(ConversationThread.builder(RESOURCE)
                    .createdAt(Conversation.START.plusSeconds(i + 1))
                    .build());
        }
        Loader.save(memory(), shortThread(), SHORT);
        memory().createThread(longThread().thread());
        memory().createThread(endOfLongThread().thread());
        memory().createThread(doomedThread().thread());
        try (Connection superuser = superuser();
                Statement statement = superuser.createStatement()) {
            Loader.copy(superuser, SCHEMA, longThread(), 0, length);
            Loader.copy(superuser, SCHEMA, endOfLongThread(), length - 20L, length);
            Loader.copy(superuser, SCHEMA, doomedThread(), 0, doomed);
            statement.execute("VACUUM ANALYZE");
        }
    }

    Conversation shortThread() {
        return new Conversation(SEED, "budget-short", RESOURCE);
    }

    Conversation longThread() {
        return new Conversation(SEED, "budget-long-", RESOURCE);
    }

    /** Says the same as the end of the long thread, and its id is as long. */
    Conversation endOfLongThread() {
        return new Conversation(SEED, "budget-end--", RESOURCE);
    }

    Conversation doomedThread() {
        return new Conversation(SEED + 1, "budget-doomed", RESOURCE);
    }

    /** The messages of the long thread. */
    int length() {
        return length;
    }

    /** The messages of the thread that is to be deleted. */
    int doomed() {
        return doomed;
    }

    Storage storage() {
        return storage;
    }

    MemoryStore memory() {
        return storage.memory();
    }

    /** Another storage over the same data, whose statements the recorder sees. */
    MemoryStore recordedMemory() {
        return recorded.memory();
    }

    Recorder recorder() {
        return recorder;
    }

    DsqlLocal endpoint() {
        return endpoint;
    }

    /** A connection to the PostgreSQL behind the endpoint. */
    Connection superuser() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + DsqlLocal.DATABASE
                        + "?sslmode=disable",
                postgres.user(),
                postgres.password());
    }

    @Override
    public void close() {
        recorded.close();
        storage.close();
        endpoint.close();
        postgres.close();
    }
}
