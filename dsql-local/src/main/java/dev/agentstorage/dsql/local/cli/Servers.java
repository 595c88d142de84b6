package dev.agentstorage.dsql.local.cli;

import dev.agentstorage.dsql.local.postgres.PostgresServer;
import dev.agentstorage.dsql.local.postgres.TestcontainersPostgres;
import java.util.function.Supplier;

/** The PostgreSQL servers that the command can name. */
final class Servers {
    private static final String CONTAINER = "container";
    private static final String CONTAINER_OF = CONTAINER + ":";

    private Servers() {}

    /** @throws IllegalArgumentException if the text is neither a container nor a JDBC URL that an endpoint can use */
    static Supplier<PostgresServer> named(String text) {
        if (text.equals(CONTAINER)) {
            return TestcontainersPostgres::start;
        }
        if (text.startsWith(CONTAINER_OF)) {
            String image = text.substring(CONTAINER_OF.length());
            return () -> TestcontainersPostgres.start(image);
        }
        PostgresServer server = PostgresServer.url(text);
        return () -> server;
    }
}
