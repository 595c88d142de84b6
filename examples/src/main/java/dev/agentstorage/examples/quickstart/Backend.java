package dev.agentstorage.examples.quickstart;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import dev.agentstorage.dsql.local.wire.CountingRelay;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A storage that was picked by name. Without an option that says where a database is, {@code dsql} gets an embedded one. */
final class Backend implements AutoCloseable {
    private static final Set<String> WHERE = Set.of("host", "url");

    private final Storage storage;
    private final @Nullable CountingRelay relay;
    private final @Nullable EmbeddedPostgres postgres;

    private Backend(Storage storage, @Nullable CountingRelay relay, @Nullable EmbeddedPostgres postgres) {
        this.storage = storage;
        this.relay = relay;
        this.postgres = postgres;
    }

    static Backend open(String name, Map<String, String> options, Optional<Path> data) {
        StorageConfig.Builder config = StorageConfig.builder(name);
        options.forEach(config::option);
        if (!isEmbedded(name, options)) {
            return new Backend(Storages.open(config.build()), null, null);
        }
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        data.ifPresent(builder::dataDirectory);
        EmbeddedPostgres postgres = builder.start();
        CountingRelay relay = null;
        try {
            relay = CountingRelay.start("127.0.0.1", postgres.port());
            config.option("url", relay.jdbcUrl("postgres", EmbeddedPostgres.SUPERUSER));
            return new Backend(Storages.open(config.build()), relay, postgres);
        } catch (RuntimeException e) {
            if (relay != null) {
                relay.close();
            }
            postgres.close();
            throw e;
        }
    }

    /** Whether the backend gets an embedded database. */
    static boolean isEmbedded(String name, Map<String, String> options) {
        return name.equals("dsql") && options.keySet().stream().noneMatch(WHERE::contains);
    }

    Storage storage() {
        return storage;
    }

    /** The round trips so far, counted on the wire; empty where there is no wire that we see. */
    OptionalLong roundTrips() {
        return relay == null
                ? OptionalLong.empty()
                : OptionalLong.of(relay.counters().roundTrips());
    }

    @Override
    public void close() {
        storage.close();
        if (relay != null) {
            relay.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }
}
