package dev.agentstorage.dsql;

import static org.awaitility.Awaitility.await;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A schema that no other test has, dropped when it is closed: DSQL has room for ten. */
final class Schema implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    /** Of the pool, in milliseconds; it reads it when it is made. */
    private static final String IDLE_UNCHECKED = "com.zaxxer.hikari.aliveBypassWindowMs";

    private final Server server;
    private final String name;

    private Schema(Server server, String name) {
        this.server = server;
        this.name = name;
    }

    static Schema in(Server server) {
        return new Schema(server, "s" + NUMBERS.incrementAndGet());
    }

    static Schema in(Server server, String name) {
        return new Schema(server, name);
    }

    Server server() {
        return server;
    }

    StorageConfig.Builder config() {
        return server.connected(StorageConfig.builder("dsql"))
                .set(DsqlOptions.SCHEMA, name)
                .set(DsqlOptions.POOL_MAXIMUM, 6)
                .set(DsqlOptions.POOL_MINIMUM, 0);
    }

    Storage open() {
        return open(config());
    }

    static Storage open(StorageConfig.Builder config) {
        return Storages.open(new DsqlStorageProvider(), config.build());
    }

    /**
     * Opens and initialises a storage whose pool does not check a connection that was idle for half a second, as it is on a busy machine
     * between two statements: the check is a round trip.
     */
    Storage openUnchecked(StorageConfig.Builder config) {
        System.setProperty(IDLE_UNCHECKED, "600000");
        try {
            Storage storage = open(config);
            awaitIndexes(storage);
            return storage;
        } finally {
            System.clearProperty(IDLE_UNCHECKED);
        }
    }

    /** Initialises the storage and waits until its indexes are built. */
    void awaitIndexes(Storage storage) {
        storage.init();
        await().pollInSameThread().until(() -> storage.health().building().isEmpty());
    }

    /** Waits until no index is being built, whether or not the builds succeed. */
    void awaitJobs() {
        await().pollInSameThread()
                .until(() -> query("SELECT job_id FROM sys.jobs WHERE status IN ('submitted', 'processing')")
                        .isEmpty());
    }

    void run(String... statements) {
        server.run(statements);
    }

    /** The first column of all rows. */
    List<String> query(String sql) {
        return server.query(sql);
    }

    /** The name, quoted for a statement. */
    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() {
        server.run("DROP SCHEMA IF EXISTS " + name + " CASCADE");
    }
}
