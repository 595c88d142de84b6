package dev.agentstorage.dsql.internal.settings;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JDBC driver, which also works in class loaders where {@link DriverManager} does not find it. Immutable and thread-safe. */
public final class PostgresqlDriver {
    private static final String URL = "jdbc:postgresql:";

    /** The driver. */
    public static final Driver INSTANCE = load();

    private PostgresqlDriver() {}

    private static Driver load() {
        try {
            Class.forName("org.postgresql.Driver");
            return DriverManager.getDriver(URL);
        } catch (ClassNotFoundException | SQLException e) {
            throw new IllegalStateException("the PostgreSQL driver is missing", e);
        }
    }

    /** Returns the names of the URL parameters that the driver supports. */
    public static Set<String> parameters() {
        return information(URL).map(property -> property.name).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the effective value of a parameter of a valid URL: the value in the URL, or the driver's default. */
    public static Optional<String> parameter(String url, String name) {
        return information(url)
                .filter(property -> property.name.equals(name))
                .flatMap(property -> Stream.ofNullable(property.value))
                .findFirst();
    }

    private static Stream<DriverPropertyInfo> information(String url) {
        try {
            return Arrays.stream(INSTANCE.getPropertyInfo(url, new Properties()));
        } catch (SQLException e) {
            throw new IllegalStateException("the driver does not list its parameters", e);
        }
    }
}
