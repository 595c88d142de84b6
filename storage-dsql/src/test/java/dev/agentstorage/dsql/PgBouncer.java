package dev.agentstorage.dsql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A PgBouncer of this machine in front of the plain PostgreSQL, set up as docs/OPERATIONS.md says. It ends with {@link #close()}. Not
 * thread-safe.
 */
final class PgBouncer implements AutoCloseable {
    /** Who owns what the recipe is tried with. */
    static final String ROLE = "agent";

    /** Who begins at the server's own isolation. */
    static final String OTHER_ROLE = "weak";

    private static final Path DOCUMENT = Path.of("..", "docs", "OPERATIONS.md");

    private final Process process;
    private final int port;
    private final Path folder;

    private PgBouncer(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
    }

    /** Starts one with the settings of the recipe. */
    static PgBouncer ofRecipe() {
        return start(block("ini"));
    }

    /** Starts one with settings, which say neither where it listens nor who may come in. */
    static PgBouncer start(String settings) {
        try {
            Path folder = Files.createTempDirectory(
                    "pgbouncer", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            int port = freePort();
            Path users = Files.writeString(
                    folder.resolve("users.txt"), "\"%s\" \"\"\n\"%s\" \"\"\n".formatted(ROLE, OTHER_ROLE));
            Path config = Files.writeString(
                    folder.resolve("pgbouncer.ini"), """
                    [databases]
                    * = host=127.0.0.1 port=%d
                    %s
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = trust
                    auth_file = %s
                    """.formatted(Server.postgresqlPort(), settings, port, users));
            List<String> command = new ArrayList<>(List.of("pgbouncer"));
            if (System.getProperty("user.name").equals("root")) {
                // it refuses to run as root
                command.addAll(List.of("-u", "nobody"));
            }
            command.add(config.toString());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.to(folder.resolve("log").toFile()))
                    .start();
            PgBouncer started = new PgBouncer(process, port, folder);
            started.awaitReady();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the first block of a language in the section of the document. */
    static String block(String language) {
        try {
            Matcher block = Pattern.compile("## Behind PgBouncer\n.*?```" + language + "\n(.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(DOCUMENT));
            if (!block.find()) {
                throw new IllegalStateException("no block of " + language + " in " + DOCUMENT);
            }
            return block.group(1).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the URL with parameters, which may be none. */
    String url(String parameters) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?" + parameters;
    }

    private void awaitReady() {
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(Files.readString(folder.resolve("log")));
            }
            return listens();
        });
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        for (String file : List.of("users.txt", "pgbouncer.ini", "log")) {
            folder.resolve(file).toFile().delete();
        }
        folder.toFile().delete();
    }
}
