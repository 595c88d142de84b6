package dev.agentstorage.dsql.local.postgres;

import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A PostgreSQL in a container, for platforms without an embedded one. Needs {@code
 * org.testcontainers:testcontainers} on the class path, which is not a transitive dependency, and a
 * container engine.
 *
 * <pre>{@code
 * try (DsqlLocal local = DsqlLocal.builder().postgres(TestcontainersPostgres.start()).start()) { ... }
 * }</pre>
 */
public final class TestcontainersPostgres implements PostgresServer {
    /** The image that {@link #start()} runs. */
    public static final String DEFAULT_IMAGE = "postgres:16";

    private static final int PORT = 5432;
    private static final String SUPERUSER = "postgres";
    private static final String PASSWORD = "local";

    private final GenericContainer<?> container;

    private TestcontainersPostgres(GenericContainer<?> container) {
        this.container = container;
    }

    /**
     * Starts {@value #DEFAULT_IMAGE}.
     *
     * @throws IllegalStateException if there is no container engine
     * @throws org.testcontainers.containers.ContainerLaunchException if the container cannot be started
     */
    public static TestcontainersPostgres start() {
        return start(DEFAULT_IMAGE);
    }

    /**
     * Starts an image that supports the environment variables and arguments of the official image.
     *
     * @param image name and tag
     * @throws IllegalStateException if there is no container engine
     * @throws org.testcontainers.containers.ContainerLaunchException if the container cannot be started
     */
    @SuppressWarnings("resource") // Closed by close().
    public static TestcontainersPostgres start(String image) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withEnv("POSTGRES_PASSWORD", PASSWORD)
                .withEnv("POSTGRES_INITDB_ARGS", "--encoding=UTF8 --locale=C")
                .withEnv("TZ", "UTC")
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=1000", "-c", "timezone=UTC")
                .withExposedPorts(PORT)
                // The image first starts the server once to initialize the data directory.
                .waitingFor(Wait.forLogMessage(".*ready to accept connections.*\\s", 2)
                        .withStartupTimeout(Duration.ofMinutes(2)));
        container.start();
        return new TestcontainersPostgres(container);
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return container.getMappedPort(PORT);
    }

    @Override
    public String user() {
        return SUPERUSER;
    }

    @Override
    public String password() {
        return PASSWORD;
    }

    @Override
    public void close() {
        container.stop();
    }
}
