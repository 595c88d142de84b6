package dev.agentstorage.examples;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.local.DsqlLocal;

/** A storage on the local endpoint, for its documentation. */
public final class LocalEndpoint {
    private LocalEndpoint() {}

    /**
     * Opens the DSQL backend on an endpoint of this process.
     *
     * @return the storage, to be closed
     */
    public static Storage open(DsqlLocal local) {
        // spotless:off
        // LOCAL begin
        StorageConfig config = StorageConfig.builder("dsql")
                .option("url", local.jdbcUrlWithoutLogin())
                .option("user", "admin")
                .option("password", local.token("admin"))
                .build();
        return Storages.open(config);
        // LOCAL end
        // spotless:on
    }
}
