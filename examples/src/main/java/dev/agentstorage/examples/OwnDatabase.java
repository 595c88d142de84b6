package dev.agentstorage.examples;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;

/** Storages on databases of the caller, for the README. */
public final class OwnDatabase {
    private OwnDatabase() {}

    /** Opens the DSQL backend on a PostgreSQL server. @return the storage, to be closed */
    public static Storage open(String url) {
        // spotless:off
        // CONFIG begin
        StorageConfig config = StorageConfig.builder("dsql").option("url", url).build();
        return Storages.open(config);
        // CONFIG end
        // spotless:on
    }

    /** Opens the storage that environment variables name. @return the storage, to be closed */
    public static Storage fromEnvironment() {
        // spotless:off
        // ENVIRONMENT begin
        Storage storage = Storages.open(StorageConfig.fromEnvironment());
        // ENVIRONMENT end
        // spotless:on
        return storage;
    }
}
