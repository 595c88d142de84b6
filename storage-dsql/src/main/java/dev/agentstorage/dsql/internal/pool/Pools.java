package dev.agentstorage.dsql.internal.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.agentstorage.dsql.internal.auth.TokenCredentials;
import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.settings.DsqlSettings.PoolSettings;
import dev.agentstorage.dsql.internal.settings.Endpoint;
import java.time.Duration;
import java.util.Properties;

/** The settings of a pool. Nothing here connects. */
final class Pools {
    private static final String SNAPSHOT_ISOLATION = "-c default_transaction_isolation=repeatable\\ read";

    private static final Duration KEEPALIVE = Duration.ofMinutes(2);

    private Pools() {}

    static HikariDataSource ofCluster(Endpoint.Cluster cluster, PoolSettings settings) {
        HikariConfig config = common(settings);
        config.setJdbcUrl("jdbc:postgresql://" + inUrl(cluster.host()) + ":" + cluster.port() + "/" + cluster.database());
        config.setCredentialsProvider(new TokenCredentials(cluster));
        config.addDataSourceProperty("sslmode", "verify-full");
        if (cluster.trust().isPresent()) {
            config.addDataSourceProperty("sslrootcert", cluster.trust().get().toString());
        } else {
            config.addDataSourceProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        config.addDataSourceProperty("sslNegotiation", "direct");
        return new HikariDataSource(config);
    }

    /** An IPv6 address stands in brackets. */
    private static String inUrl(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    static HikariDataSource ofUrl(Endpoint.Url endpoint, Dialect dialect, PoolSettings settings) {
        HikariConfig config = common(settings);
        config.setJdbcUrl(endpoint.url());
        endpoint.user().ifPresent(config::setUsername);
        endpoint.password().ifPresent(config::setPassword);
        if (dialect == Dialect.POSTGRESQL) {
            // DSQL's one isolation, given at connect: a call for it in each transaction would be a round trip
            config.addDataSourceProperty("options", SNAPSHOT_ISOLATION);
        }
        return new HikariDataSource(config);
    }

    /** What pgjdbc needs to know for a connection outside a pool. */
    static Properties single(Endpoint.Url endpoint, PoolSettings settings) {
        Properties properties = new Properties();
        endpoint.user().ifPresent(user -> properties.setProperty("user", user));
        endpoint.password().ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty(
                "loginTimeout",
                Long.toString(Math.max(1, settings.connectionTimeout().toSeconds())));
        driver(properties, settings);
        return properties;
    }

    private static HikariConfig common(PoolSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("agent-storage-dsql");
        config.setDriverClassName("org.postgresql.Driver");
        config.setMaximumPoolSize(settings.maximum());
        config.setMinimumIdle(settings.minimum());
        config.setIdleTimeout(settings.idleTimeout().toMillis());
        config.setMaxLifetime(settings.maxLifetime().toMillis());
        if (settings.maxLifetime().compareTo(KEEPALIVE) > 0) {
            // a dead peer is found while nobody waits for it
            config.setKeepaliveTime(KEEPALIVE.toMillis());
        }
        config.setConnectionTimeout(settings.connectionTimeout().toMillis());
        config.setExceptionOverride(new EvictionRules());
        // the first use tells what is wrong, as an error of ours
        config.setInitializationFailTimeout(-1);
        Properties properties = new Properties();
        driver(properties, settings);
        config.setDataSourceProperties(properties);
        return config;
    }

    private static void driver(Properties properties, PoolSettings settings) {
        properties.setProperty("ApplicationName", settings.applicationName());
        // the name goes along with the start of a connection and costs no round trip of its own
        properties.setProperty("assumeMinServerVersion", "9.0");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "120");
        // a server's DETAIL quotes stored keys
        properties.setProperty("logServerErrorDetail", "false");
    }
}
