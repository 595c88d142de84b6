package dev.agentstorage.dsql.local.postgres;

import dev.agentstorage.dsql.local.postgres.LocalPostgresException.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One running postmaster.
 *
 * <p>It stops when its standard input ends, whether this JVM closes it or dies: a small shell, detached from the server,
 * waits for that end and sends the signal of a fast shutdown. The pipe is the kernel's, so that no way to die is missed;
 * unlike a parent-death signal it is not bound to a thread and needs nothing but a POSIX shell.
 */
final class ServerProcess {
    static final String PID_FILE = "postmaster.pid";

    /**
     * {@code $$} is the shell that becomes the server, also inside of the parentheses. A zombie accepts signals
     * forever where the first process of a container does not reap its children.
     */
    private static final String GUARDED_EXEC = """
            exec 3<&0 </dev/null
            (
              {
                trap '' HUP INT QUIT TERM
                read -r end_of_input <&3
                tries=0
                while kill -INT $$ 2>/dev/null; do
                  tries=$((tries + 1))
                  if [ $tries -gt 600 ]; then kill -KILL $$; exit; fi
                  read -r state 2>/dev/null </proc/$$/stat
                  case $state in *') Z '*) exit ;; esac
                  sleep 0.1 2>/dev/null || sleep 1
                done
              } &
            )
            exec 3<&-
            exec "$@"
            """;

    private static final int LOG_TAIL_BYTES = 4_000;
    private static final long POLL_MILLIS = 5;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts a server and returns when it accepts connections.
     *
     * @param postgres the executable and its arguments
     * @param log what the server writes goes here, from the start of the file
     * @throws LocalPostgresException if it ends or is not ready in time
     */
    static ServerProcess start(List<String> postgres, RunAs runAs, Path dataDirectory, Path log, Duration timeout) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", GUARDED_EXEC, "sh"));
        command.addAll(postgres);
        try {
            Path pidFile = dataDirectory.resolve(PID_FILE);
            String leftover = contentOf(pidFile);
            Process process = Tool.builder(runAs.wrap(command))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            ServerProcess server = new ServerProcess(process);
            boolean ready = false;
            try {
                server.awaitReady(pidFile, leftover, log, timeout);
                ready = true;
                return server;
            } finally {
                if (!ready) {
                    server.stop();
                }
            }
        } catch (IOException e) {
            throw new LocalPostgresException(Reason.START_FAILED, Map.of("data", dataDirectory.toString()), e);
        }
    }

    private void awaitReady(Path pidFile, String leftover, Path log, Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!isReady(contentOf(pidFile), leftover)) {
            if (waitFor(POLL_MILLIS)) {
                throw failure(tailOf(log));
            }
            if (System.nanoTime() - deadline > 0) {
                throw new LocalPostgresException(
                        Reason.START_TIMED_OUT, Map.of("timeout", timeout.toString()), tailOf(log), null);
            }
        }
    }

    /** The first line of the pid file is the pid, the last one is the state of the server. */
    private boolean isReady(String content, String leftover) {
        return !content.equals(leftover)
                && content.startsWith(process.pid() + "\n")
                && content.stripTrailing().endsWith("ready");
    }

    private LocalPostgresException failure(String log) {
        Reason reason = Reason.START_FAILED;
        if (log.contains("Address already in use")) {
            reason = Reason.PORT_IN_USE;
        } else if (log.contains("lock file \"" + PID_FILE + "\" already exists") || log.contains("is still in use")) {
            reason = Reason.DATA_DIRECTORY_IN_USE;
        } else if (log.contains("incompatible with server")) {
            reason = Reason.DATA_DIRECTORY_UNUSABLE;
        }
        return new LocalPostgresException(reason, Map.of("exitCode", Integer.toString(process.exitValue())), log, null);
    }

    /** A server that ends removes the file at any moment. */
    private static String contentOf(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException absent) {
            return "";
        }
    }

    private static String tailOf(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - LOG_TAIL_BYTES);
            byte[] tail = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(tail);
            return new String(tail, StandardCharsets.UTF_8);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Fast shutdown: open transactions are rolled back, clients are disconnected. Returns when the server is gone. */
    void stop() {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyGone) {
            // The pipe is closed either way.
        }
        try {
            if (!waitFor(STOP_PATIENCE.toMillis())) {
                kill();
            }
        } catch (LocalPostgresException interrupted) {
            kill();
            throw interrupted;
        }
    }

    private void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    private boolean waitFor(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalPostgresException(Reason.INTERRUPTED, Map.of(), e);
        }
    }
}
