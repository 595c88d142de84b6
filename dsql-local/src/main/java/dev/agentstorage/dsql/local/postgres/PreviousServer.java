package dev.agentstorage.dsql.local.postgres;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The server whose pid file is in a data directory.
 *
 * <p>PostgreSQL takes any process of that number for a running server: also a zombie, which stays where the first process
 * of a container does not reap, and an unrelated process that got the number after a crash. Not thread-safe.
 */
final class PreviousServer {
    private static final String PROGRAM = "postgres";
    private static final String DIRECTORY_OPTION = "-D";
    /** World-readable, unlike the link to the program of a process; it exists on Linux only. */
    private static final Path PROC = Path.of("/proc");

    private final Path directory;
    private final Path pidFile;

    /** @param directory a real path, locked by the caller, so that no new server starts in it */
    PreviousServer(Path directory) {
        this.directory = directory;
        this.pidFile = directory.resolve(ServerProcess.PID_FILE);
    }

    /**
     * Whether it does not run any more, as far as can be seen. Removes the pid file if PostgreSQL would be deceived by it.
     * Processes that the server has started may still run: PostgreSQL finds them by their shared memory.
     */
    boolean isOver() throws IOException {
        Optional<Long> pid = pid();
        if (pid.isEmpty() || ProcessHandle.of(pid.get()).isEmpty()) {
            return true;
        }
        Optional<List<String>> commandLine = commandLine(pid.get());
        if (commandLine.isEmpty()) {
            // PostgreSQL decides.
            return true;
        }
        if (isServer(commandLine.get())) {
            return false;
        }
        Files.deleteIfExists(pidFile);
        return true;
    }

    private Optional<Long> pid() throws IOException {
        try (Stream<String> lines = Files.lines(pidFile)) {
            return lines.findFirst().filter(line -> line.matches("[0-9]{1,10}")).map(Long::valueOf);
        } catch (NoSuchFileException ended) {
            return Optional.empty();
        }
    }

    /**
     * The program of a process and its arguments.
     *
     * @return no words for a process without a program, which is a zombie or about to be one: its memory is gone, and with
     *     it all that it could do; nothing if the process is gone or may not be looked at
     */
    private static Optional<List<String>> commandLine(long pid) {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return ProcessHandle.of(pid).map(ProcessHandle::info).map(PreviousServer::commandLine);
        }
        try {
            byte[] words = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("cmdline"));
            Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
            return Optional.of(words.length == 0 ? List.of() : List.of(new String(words, charset).split("\0", -1)));
        } catch (IOException goneOrNotToBeSeen) {
            return Optional.empty();
        }
    }

    private static List<String> commandLine(ProcessHandle.Info info) {
        List<String> words = new ArrayList<>();
        info.command().ifPresent(words::add);
        info.arguments().map(Arrays::asList).ifPresent(words::addAll);
        return words;
    }

    /** The processes that a server starts have a title in place of the program, so that one of another server is none. */
    private boolean isServer(List<String> commandLine) {
        if (commandLine.isEmpty()) {
            return false;
        }
        String program = commandLine.get(0);
        if (!program.equals(PROGRAM) && !program.endsWith("/" + PROGRAM)) {
            return false;
        }
        int option = commandLine.indexOf(DIRECTORY_OPTION);
        return option < 0 || option + 1 == commandLine.size() || isDirectory(commandLine.get(option + 1));
    }

    private boolean isDirectory(String text) {
        try {
            Path path = Path.of(text);
            return !path.isAbsolute() || Files.isSameFile(path, directory);
        } catch (IOException | InvalidPathException another) {
            return false;
        }
    }
}
