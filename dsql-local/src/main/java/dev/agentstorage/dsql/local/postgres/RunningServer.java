package dev.agentstorage.dsql.local.postgres;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** A server that another process has started. */
record RunningServer(String host, int port, String user, String password) implements PostgresServer {
    /** The values of sslmode that work without TLS. */
    private static final Set<String> PLAIN_MODES = Set.of("disable", "allow", "prefer");

    private static final Set<String> PLAIN = Set.of("false", "no", "off", "0");

    static RunningServer of(String jdbcUrl) {
        Map<String, String> url = properties(jdbcUrl);
        String host = value(url, "PGHOST");
        if (host.contains(",")) {
            throw refused("it must name one host");
        }
        if (!value(url, "PGDBNAME").equals("postgres")) {
            throw refused("its database must be postgres");
        }
        if (!PLAIN_MODES.contains(url.getOrDefault("sslmode", "prefer"))
                || !PLAIN.contains(url.getOrDefault("ssl", "false"))) {
            throw refused("the server must be reachable without TLS");
        }
        String user = value(url, "user");
        if (user.isEmpty()) {
            throw refused("it must name a superuser, as in ?user=postgres");
        }
        int port = Integer.parseInt(value(url, "PGPORT"));
        return new RunningServer(withoutBrackets(host), port, user, value(url, "password"));
    }

    /** The connection properties in a URL, as parsed by the driver. */
    private static Map<String, String> properties(String jdbcUrl) {
        Map<String, String> properties = new HashMap<>();
        try {
            if (jdbcUrl.startsWith("jdbc:postgresql:")) {
                Driver driver = DriverManager.getDriver(jdbcUrl);
                for (DriverPropertyInfo property : driver.getPropertyInfo(jdbcUrl, new Properties())) {
                    if (property.value != null) {
                        properties.put(property.name, property.value);
                    }
                }
                return properties;
            }
        } catch (SQLException notForThisDriver) {
            // Reported below.
        }
        throw refused("it must look like jdbc:postgresql://localhost:5432/postgres?user=postgres");
    }

    private static String value(Map<String, String> url, String name) {
        return url.getOrDefault(name, "");
    }

    /** Only URLs have brackets around an IPv6 address. */
    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("not the URL of a PostgreSQL that an endpoint can use: " + why);
    }

    @Override
    public void close() {
        // This process did not start the server.
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port;
    }
}
