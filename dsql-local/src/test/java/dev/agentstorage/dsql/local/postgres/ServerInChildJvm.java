package dev.agentstorage.dsql.local.postgres;

import static dev.agentstorage.dsql.local.postgres.Databases.processesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A separate JVM with its own server, to be killed. */
final class ServerInChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private Optional<Started> started = Optional.empty();

    private ServerInChildJvm(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** What the child reports about its server. */
    record Started(long pid, Path dataDirectory) {}

    static ServerInChildJvm launch() throws IOException {
        return launch(List.of(), System.getProperty("java.class.path"));
    }

    static ServerInChildJvm launch(Path cache) throws IOException {
        return launch(List.of(), System.getProperty("java.class.path"), cache.toString());
    }

    static ServerInChildJvm launch(Path cache, Path dataDirectory) throws IOException {
        return launch(List.of(), System.getProperty("java.class.path"), cache.toString(), dataDirectory.toString());
    }

    /**
     * For a test that runs as root: the same as an ordinary user.
     *
     * @param readable where to copy the class path, which may lie in root's home
     */
    static ServerInChildJvm launchAsOrdinaryUser(Path readable) throws IOException {
        List<String> prefix = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");
        return launch(prefix, readableClassPath(readable));
    }

    private static ServerInChildJvm launch(List<String> prefix, String classPath, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath, Child.class.getName()));
        command.addAll(List.of(arguments));
        return new ServerInChildJvm(new ProcessBuilder(command)
                .directory(new File("/"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private static String readableClassPath(Path directory) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path source = Path.of(entry);
            if (Files.exists(source)) {
                Path target = directory.resolve("cp" + copies.size() + "-" + source.getFileName());
                copyReadable(source, target);
                copies.add(target.toString());
            }
        }
        return String.join(File.pathSeparator, copies);
    }

    private static void copyReadable(Path source, Path target) throws IOException {
        try (Stream<Path> paths = Files.walk(source)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path copy = target.resolve(source.relativize(path).toString());
                Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
                boolean directory = Files.isDirectory(copy);
                Files.setPosixFilePermissions(
                        copy, PosixFilePermissions.fromString(directory ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    /** Waits until the child's server has answered a query. */
    Started awaitStarted() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the child JVM ended without a server");
        }
        String[] words = line.split(" ", 2);
        Started server = new Started(Long.parseLong(words[0]), Path.of(words[1]));
        started = Optional.of(server);
        return server;
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** As {@code kill -9} of both, without waiting for the end of either. */
    void killWithServer() {
        started.map(Started::pid).flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Lets the child leave its main method with the server still open. */
    int endWithoutClosing() throws IOException {
        process.getOutputStream().close();
        return process.onExit().join().exitValue();
    }

    /** Kills the child and waits for the end of its server, which else would still write where a test removes. */
    @Override
    public void close() {
        kill();
        started.ifPresent(server -> await().untilAsserted(
                        () -> assertThat(processesOf(server.dataDirectory())).isEmpty()));
    }

    /** The program of the child: starts a server and keeps it until its input ends. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException, SQLException {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
            if (arguments.length > 0) {
                builder.cacheDirectory(Path.of(arguments[0]));
            }
            if (arguments.length > 1) {
                builder.dataDirectory(Path.of(arguments[1]));
            }
            EmbeddedPostgres server = builder.start();
            PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
            try (var connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
                    var statement = connection.createStatement()) {
                if (arguments.length > 1) {
                    statement.execute("CREATE TABLE IF NOT EXISTS kept (word text)");
                    statement.execute("INSERT INTO kept VALUES ('committed')");
                }
                try (var row = statement.executeQuery("SHOW data_directory")) {
                    row.next();
                    out.println(server.pid() + " " + row.getString(1));
                }
            }
            while (System.in.read() >= 0) {
                // Until the parent closes the pipe.
            }
        }
    }
}
