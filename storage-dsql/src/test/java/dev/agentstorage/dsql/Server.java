package dev.agentstorage.dsql;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.DsqlOptions.DialectChoice;
import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The servers of this JVM's tests, each started by its first use and gone with the JVM; tests keep apart by schemas. */
enum Server {
    /** An endpoint with DSQL's rules, over TLS and with tokens. */
    DSQL {
        @Override
        StorageConfig.Builder connected(StorageConfig.Builder config) {
            return config.set(DsqlOptions.URL, local().jdbcUrlWithoutLogin())
                    .set(DsqlOptions.USER, DsqlLocal.ADMIN)
                    .set(DsqlOptions.PASSWORD, local().token(DsqlLocal.ADMIN))
                    .set(DsqlOptions.DIALECT, DialectChoice.DSQL);
        }

        @Override
        DataSource dataSource() {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(local().jdbcUrl());
            return source;
        }
    },

    /** A plain PostgreSQL, which is recognised without being told. */
    POSTGRESQL {
        @Override
        StorageConfig.Builder connected(StorageConfig.Builder config) {
            return config.set(DsqlOptions.URL, postgresqlUrl());
        }

        @Override
        DataSource dataSource() {
            return postgresql("repeatable read");
        }
    };

    private static final class Local {
        // the hardest behaviour that is allowed: idle sessions notice a changed schema too
        static final DsqlLocal ENDPOINT = DsqlLocal.builder()
                .staleCatalogs(true)
                .indexBuildTime(Duration.ofMillis(600))
                .start();
    }

    private static final class Postgres {
        static final EmbeddedPostgres SERVER =
                EmbeddedPostgres.builder().setting("max_connections", "300").start();
    }

    static DsqlLocal local() {
        return Local.ENDPOINT;
    }

    /** The URL of the plain PostgreSQL; it has parameters. */
    static String postgresqlUrl() {
        return Postgres.SERVER.jdbcUrl("postgres");
    }

    static int postgresqlPort() {
        return Postgres.SERVER.port();
    }

    /** Connections to the plain PostgreSQL that begin at an isolation. */
    static DataSource postgresql(String isolation) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(postgresqlUrl());
        source.setOptions("-c default_transaction_isolation=" + isolation.replace(" ", "\\ "));
        return source;
    }

    /** Says where the server is and how it lets one in. */
    abstract StorageConfig.Builder connected(StorageConfig.Builder config);

    /** Connections as an application's own pool would give them. */
    abstract DataSource dataSource();

    /** Runs statements, each for itself. */
    void run(String... statements) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of all rows. */
    List<String> query(String sql) {
        try (Connection connection = dataSource().getConnection();
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
