package dev.agentstorage.dsql.internal.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.agentstorage.dsql.internal.auth.TokenCredentials;
import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.settings.DsqlSettings.PoolSettings;
import dev.agentstorage.dsql.internal.settings.Endpoint;
import dev.agentstorage.dsql.internal.settings.SessionOptions;
import dev.agentstorage.dsql.internal.tx.Lifetime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/** Configures connections and pools. Does not connect. */
final class Pools {
    /** The driver's property for the login timeout, in seconds. */
    static final String LOGIN_TIMEOUT = "loginTimeout";

    private static final Duration KEEPALIVE = Duration.ofMinutes(2);

    private Pools() {}

    /** Returns the source of connections to a cluster. Each connection uses a new token. */
    static ConnectionSource sourceOf(Endpoint.Cluster cluster, PoolSettings settings, Lifetime lifetime) {
        Properties properties = driver(settings);
        properties.setProperty("sslmode", "verify-full");
        if (cluster.trust().isPresent()) {
            properties.setProperty("sslrootcert", cluster.trust().get().toString());
        } else {
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        properties.setProperty("sslNegotiation", "direct");
        String url = "jdbc:postgresql://" + inUrl(cluster.host()) + ":" + cluster.port() + "/" + cluster.database();
        TokenCredentials credentials = new TokenCredentials(cluster);
        Supplier<Map<String, String>> login =
                () -> login(Optional.of(cluster.user()), Optional.of(credentials.token()));
        return new ConnectionSource(url, properties, login, lifetime);
    }

    /** Puts an IPv6 address in brackets. */
    private static String inUrl(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** Returns the source of connections to the server of a URL, with the server's default settings. */
    static ConnectionSource sourceOf(Endpoint.Url endpoint, PoolSettings settings, Lifetime lifetime) {
        return sourceOf(endpoint, endpoint.url(), driver(settings), lifetime);
    }

    /** Returns the source of connections to the server of a URL, with the settings that the dialect requires. */
    static ConnectionSource sourceOf(Endpoint.Url endpoint, Dialect dialect, PoolSettings settings, Lifetime lifetime) {
        if (dialect == Dialect.DSQL) {
            return sourceOf(endpoint, settings, lifetime);
        }
        // DSQL's only isolation level is set at connect, because setting it in each transaction would cost a round trip
        Properties properties = driver(settings);
        properties.setProperty(SessionOptions.NAME, SessionOptions.withSnapshotIsolation(endpoint.url()));
        return sourceOf(endpoint, SessionOptions.without(endpoint.url()), properties, lifetime);
    }

    private static ConnectionSource sourceOf(
            Endpoint.Url endpoint, String url, Properties properties, Lifetime lifetime) {
        Map<String, String> login = login(endpoint.user(), endpoint.password());
        return new ConnectionSource(url, properties, () -> login, lifetime);
    }

    private static Map<String, String> login(Optional<String> user, Optional<String> password) {
        Map<String, String> login = new HashMap<>();
        user.ifPresent(name -> login.put("user", name));
        password.ifPresent(secret -> login.put("password", secret));
        return login;
    }

    static HikariDataSource pool(ConnectionSource source, PoolSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("agent-storage-dsql");
        config.setDataSource(source);
        config.setMaximumPoolSize(settings.maximum());
        config.setMinimumIdle(settings.minimum());
        config.setIdleTimeout(settings.idleTimeout().toMillis());
        config.setMaxLifetime(settings.maxLifetime().toMillis());
        if (settings.maxLifetime().compareTo(KEEPALIVE) > 0) {
            // detects dead connections before a caller gets one
            config.setKeepaliveTime(KEEPALIVE.toMillis());
        }
        config.setConnectionTimeout(settings.connectionTimeout().toMillis());
        config.setExceptionOverride(new EvictionRules());
        // the first use reports connection failures, as errors of this library
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    private static Properties driver(PoolSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", settings.applicationName());
        // lets the driver send the application name in the startup packet, without another round trip
        properties.setProperty("assumeMinServerVersion", "9.0");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "10");
        // with a login timeout, the driver's connection attempt can be interrupted
        properties.setProperty(
                LOGIN_TIMEOUT,
                Long.toString(Math.max(1, settings.connectionTimeout().toSeconds())));
        properties.setProperty("socketTimeout", "120");
        // the server's DETAIL contains stored keys
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }
}
