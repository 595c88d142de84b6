package dev.agentstorage.benchmarks.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Where a server is. Processes that measure receive it as system properties.
 *
 * @param url a JDBC URL without a login
 * @param password may be empty
 */
record Place(Server server, String url, String user, String password) {
    private static final String PREFIX = "benchmarks.storage.";

    /** What this process was given. */
    static Place told(Server server) {
        String prefix = PREFIX + server + '.';
        return new Place(
                server,
                Objects.requireNonNull(System.getProperty(prefix + "url"), "no server"),
                System.getProperty(prefix + "user", ""),
                System.getProperty(prefix + "password", ""));
    }

    /** Configures this process. */
    void tell() {
        properties().forEach(System::setProperty);
    }

    /** Configures a process that is to be started. */
    Stream<String> arguments() {
        return properties().entrySet().stream().map(each -> "-D" + each.getKey() + "=" + each.getValue());
    }

    private Map<String, String> properties() {
        String prefix = PREFIX + server + '.';
        return new TreeMap<>(Map.of(prefix + "url", url, prefix + "user", user, prefix + "password", password));
    }

    /** The backend with a separate pool. */
    Storage open(int connections) {
        StorageConfig.Builder config = StorageConfig.builder("dsql")
                .option("url", url)
                .option("user", user)
                .option("dialect", server.name())
                .option("poolMaximum", Integer.toString(connections));
        return Storages.open((password.isEmpty() ? config : config.option("password", password)).build());
    }

    /** The backend over connections that are given. */
    Storage openOver(DataSource connections) {
        return Storages.open(
                StorageConfig.fromMap(Map.of("backend", "dsql", "dataSource", connections, "dialect", server.name())));
    }

    /** A pool with its own defaults, and nothing in between. */
    HikariDataSource pool(int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(connections);
        config.addDataSourceProperty("assumeMinServerVersion", "9.0");
        if (server == Server.POSTGRESQL) {
            config.addDataSourceProperty("options", "-c default_transaction_isolation=repeatable\\ read");
        }
        return new HikariDataSource(config);
    }
}
