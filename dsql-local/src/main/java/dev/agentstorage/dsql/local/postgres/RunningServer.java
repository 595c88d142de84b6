package dev.agentstorage.dsql.local.postgres;

import java.util.Properties;
import java.util.Set;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** A server that somebody else has started. */
record RunningServer(String host, int port, String user, String password) implements PostgresServer {
    /** Those that do without TLS if the server has none. */
    private static final Set<String> PLAIN_MODES = Set.of("disable", "allow", "prefer");

    private static final Set<String> PLAIN = Set.of("false", "no", "off", "0");

    static RunningServer of(String jdbcUrl) {
        Properties url = Driver.parseURL(jdbcUrl, null);
        if (url == null) {
            throw refused("it must look like jdbc:postgresql://localhost:5432/postgres?user=postgres");
        }
        String host = value(PGProperty.PG_HOST, url);
        if (host.contains(",")) {
            throw refused("it must name one host");
        }
        if (!value(PGProperty.PG_DBNAME, url).equals("postgres")) {
            throw refused("its database must be postgres");
        }
        if (!PLAIN_MODES.contains(url.getProperty(PGProperty.SSL_MODE.getName(), "prefer"))
                || !PLAIN.contains(url.getProperty(PGProperty.SSL.getName(), "false"))) {
            throw refused("the server must be reachable without TLS");
        }
        String user = value(PGProperty.USER, url);
        if (user.isEmpty()) {
            throw refused("it must name a superuser, as in ?user=postgres");
        }
        int port = Integer.parseInt(value(PGProperty.PG_PORT, url));
        return new RunningServer(withoutBrackets(host), port, user, value(PGProperty.PASSWORD, url));
    }

    private static String value(PGProperty property, Properties url) {
        return url.getProperty(property.getName(), "");
    }

    /** An IPv6 address stands in brackets only within a URL. */
    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("not the URL of a PostgreSQL that an endpoint can use: " + why);
    }

    @Override
    public void close() {
        // It was not started here.
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port;
    }
}
