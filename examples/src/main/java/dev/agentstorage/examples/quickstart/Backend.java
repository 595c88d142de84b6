package dev.agentstorage.examples.quickstart;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.local.DsqlLocal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A storage that was picked by name. Without an option that says where a database is, {@code dsql} gets a local endpoint. */
final class Backend implements AutoCloseable {
    private static final Set<String> WHERE = Set.of("host", "url");
    private static final Set<String> OWN = Set.of("postgres", "tls");

    private static final String DSQL = "dsql";
    private static final String SCHEMA = "schema";

    private final String name;
    private final Map<String, String> options;
    private final Storage storage;
    private final @Nullable DsqlLocal local;

    private Backend(String name, Map<String, String> options, @Nullable DsqlLocal local) {
        this.name = name;
        this.options = options;
        this.storage = open(name, options);
        this.local = local;
    }

    static Backend open(String name, Map<String, String> options, Optional<Path> data) {
        if (!isLocal(name, options)) {
            return new Backend(name, options, null);
        }
        DsqlLocal.Builder builder = DsqlLocal.builder();
        data.ifPresent(builder::dataDirectory);
        DsqlLocal local = builder.start();
        try {
            Map<String, String> connected = new LinkedHashMap<>(options);
            connected.put("url", local.jdbcUrlWithoutLogin());
            connected.putIfAbsent("user", DsqlLocal.ADMIN);
            connected.putIfAbsent("password", local.token(DsqlLocal.ADMIN));
            connected.putIfAbsent("dialect", DSQL);
            return new Backend(name, connected, local);
        } catch (RuntimeException e) {
            local.close();
            throw e;
        }
    }

    private static Storage open(String name, Map<String, String> options) {
        StorageConfig.Builder config = StorageConfig.builder(name);
        options.forEach(config::option);
        return Storages.open(config.build());
    }

    /** Whether the backend gets a local endpoint. */
    static boolean isLocal(String name, Map<String, String> options) {
        return name.equals(DSQL) && options.keySet().stream().noneMatch(WHERE::contains);
    }

    /** Whether a directory holds what a local endpoint did not put there. */
    static boolean isSomethingElse(Path directory) {
        String[] entries = directory.toFile().list();
        return entries != null && !OWN.containsAll(List.of(entries));
    }

    Storage storage() {
        return storage;
    }

    /**
     * Opens a storage of the same backend for a memory, to be closed. It has a separate schema where there are schemas: a memory indexes all
     * that its storage has, and what was imported here may be large.
     */
    Storage openForMemory() {
        Map<String, String> beside = new LinkedHashMap<>(options);
        if (name.equals(DSQL)) {
            beside.merge(SCHEMA, "quickstart_memory", (given, suffix) -> given + "_memory");
        }
        return open(name, beside);
    }

    /** The round trips so far, counted on the wire; empty where there is no wire that we see. */
    OptionalLong roundTrips() {
        return local == null
                ? OptionalLong.empty()
                : OptionalLong.of(local.counters().roundTrips());
    }

    @Override
    public void close() {
        storage.close();
        if (local != null) {
            local.close();
        }
    }
}
