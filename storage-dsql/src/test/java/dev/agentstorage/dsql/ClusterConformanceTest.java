package dev.agentstorage.dsql;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.StorageTck;
import dev.agentstorage.value.Feature;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/**
 * The kit on the server that the environment variables {@code AGENT_STORAGE_...} name, in a separate schema that is dropped at the end.
 * {@code ./verify-cluster} runs it.
 */
@Tag("cluster")
class ClusterConformanceTest extends StorageTck {
    private static final int DDL_ATTEMPTS = 30;

    private static final String SCHEMA =
            "as_kit_" + UUID.randomUUID().toString().substring(0, 8);

    @Override
    protected String reportName() {
        return "dsql-cluster";
    }

    @Override
    protected StorageProvider provider() {
        return new DsqlStorageProvider();
    }

    @Override
    protected Set<Feature> declares() {
        return new DsqlConformanceTest().declares();
    }

    @Override
    protected StorageConfig config() {
        return ownSchema();
    }

    private static StorageConfig ownSchema() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putIfAbsent(StorageConfig.ENVIRONMENT_PREFIX + "BACKEND", "dsql");
        environment.put(StorageConfig.ENVIRONMENT_PREFIX + "SCHEMA", SCHEMA);
        return StorageConfig.fromEnvironment(environment, StorageConfig.ENVIRONMENT_PREFIX);
    }

    @AfterAll
    static void dropSchema() throws SQLException {
        try (Storage storage = Storages.open(new DsqlStorageProvider(), ownSchema())) {
            storage.init();
            try (Connection connection = storage.unwrap(DataSource.class).getConnection();
                    Statement statement = connection.createStatement()) {
                List<String> tables = tables(statement);
                // what refers to another table goes before it, in as many rounds as that takes
                for (int round = tables.size(); round > 0 && !tables.isEmpty(); round--) {
                    for (String table : tables) {
                        run(statement, "DROP TABLE IF EXISTS " + SCHEMA + ".\"" + table + "\"", "2BP01");
                    }
                    tables = tables(statement);
                }
                run(statement, "DROP SCHEMA " + SCHEMA, "");
            }
        }
    }

    private static List<String> tables(Statement statement) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet rows =
                statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = '" + SCHEMA + "'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    /** Runs DDL, again after each change of the schema that another statement or job made meanwhile. */
    private static void run(Statement statement, String ddl, String ignored) throws SQLException {
        for (int attempt = 1; true; attempt++) {
            try {
                statement.execute(ddl);
                return;
            } catch (SQLException e) {
                if (ignored.equals(e.getSQLState())) {
                    return;
                }
                if (!"40001".equals(e.getSQLState()) || attempt == DDL_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
