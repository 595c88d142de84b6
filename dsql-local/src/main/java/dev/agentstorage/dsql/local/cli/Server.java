package dev.agentstorage.dsql.local.cli;

import dev.agentstorage.dsql.local.postgres.PostgresServer;
import dev.agentstorage.dsql.local.postgres.TestcontainersPostgres;
import java.util.function.Supplier;

/**
 * A PostgreSQL server that the command line names.
 *
 * @param start starts it, or takes the one that runs
 */
record Server(Supplier<PostgresServer> start) {
    private static final String CONTAINER = "container";
    private static final String CONTAINER_OF = CONTAINER + ":";

    /**
     * @throws IllegalArgumentException if the text is neither a container nor a JDBC URL that an endpoint can use, or it is a
     *     container and Testcontainers is not on the class path
     */
    static Server named(String text) {
        if (text.equals(CONTAINER)) {
            requireTestcontainers();
            return new Server(TestcontainersPostgres::start);
        }
        if (text.startsWith(CONTAINER_OF)) {
            requireTestcontainers();
            String image = text.substring(CONTAINER_OF.length());
            return new Server(() -> TestcontainersPostgres.start(image));
        }
        PostgresServer server = PostgresServer.url(text);
        return new Server(() -> server);
    }

    /** The single file does without. */
    private static void requireTestcontainers() {
        try {
            Class.forName("org.testcontainers.containers.GenericContainer", false, Server.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "there is no Testcontainers on the class path: start a PostgreSQL yourself and give its URL");
        }
    }
}
