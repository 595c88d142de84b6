package dev.agentstorage.dsql;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One real server for all tests of this JVM, gone with it; tests keep apart by schemas. */
final class Server {
    private static final EmbeddedPostgres POSTGRES =
            EmbeddedPostgres.builder().setting("max_connections", "300").start();
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private Server() {}

    static int port() {
        return POSTGRES.port();
    }

    static String url() {
        return POSTGRES.jdbcUrl("postgres");
    }

    /** A name that no other test of this JVM has. */
    static String newSchema() {
        return "s" + SCHEMAS.incrementAndGet();
    }

    static StorageConfig.Builder config(String schema) {
        return StorageConfig.builder("dsql")
                .set(DsqlOptions.URL, url())
                .set(DsqlOptions.SCHEMA, schema)
                .set(DsqlOptions.POOL_MAXIMUM, 6)
                .set(DsqlOptions.POOL_MINIMUM, 0);
    }

    static Storage open(String schema) {
        return open(config(schema));
    }

    static Storage open(StorageConfig.Builder config) {
        return Storages.open(new DsqlStorageProvider(), config.build());
    }

    static void run(String... statements) {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of all rows. */
    static List<String> query(String sql) {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(result.getString(1));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
