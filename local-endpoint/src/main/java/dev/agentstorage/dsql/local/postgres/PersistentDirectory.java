package dev.agentstorage.dsql.local.postgres;

import dev.agentstorage.dsql.local.postgres.LocalPostgresException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A data directory that outlives its server, held by one server at a time. */
final class PersistentDirectory implements AutoCloseable {
    private static final String LOCK = ".agentstorage.lock";
    private static final Set<Path> HELD_BY_THIS_JVM = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel lock;

    private PersistentDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Makes the directories above, so that it can be found out who can reach them. */
    static void createParents(Path directory) {
        try {
            Path parent = directory.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    /** Takes the directory, and fills it first if it is new. */
    static PersistentDirectory open(Path directory, DataDirectories fresh, RunAs runAs, Duration patience) {
        try {
            return openOrThrow(directory, fresh, runAs, patience);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static PersistentDirectory openOrThrow(
            Path directory, DataDirectories fresh, RunAs runAs, Duration patience) throws IOException {
        Files.createDirectories(directory);
        Path version = directory.resolve(DataDirectories.LAST);
        if (!Files.exists(version) && !Files.exists(directory.resolve(LOCK)) && !isEmpty(directory)) {
            throw unusable(directory, null);
        }
        PersistentDirectory taken = take(directory);
        boolean kept = false;
        try {
            if (!Files.exists(version)) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
                fresh.copyDurablyTo(directory);
            } else if (!Files.readString(version).strip().equals(fresh.majorVersion())) {
                throw unusable(directory, null);
            }
            runAs.own(directory);
            taken.awaitEndOfPredecessor(patience);
            kept = true;
            return taken;
        } finally {
            if (!kept) {
                taken.close();
            }
        }
    }

    private static PersistentDirectory take(Path directory) throws IOException {
        Path real = directory.toRealPath();
        // Asked first: a second channel to the lock file would drop this JVM's lock when it is closed (POSIX).
        if (!HELD_BY_THIS_JVM.add(real)) {
            throw inUse(directory);
        }
        FileChannel channel = null;
        boolean kept = false;
        try {
            channel = FileChannel.open(real.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw inUse(directory);
            }
            kept = true;
            return new PersistentDirectory(real, channel);
        } finally {
            if (!kept) {
                HELD_BY_THIS_JVM.remove(real);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    /**
     * After the death of a JVM its server needs a moment to stop. And after a crash the number in its pid file may
     * belong to a stranger by now, which PostgreSQL would take for a running server.
     */
    private void awaitEndOfPredecessor(Duration patience) throws IOException {
        Path pidFile = directory.resolve(ServerProcess.PID_FILE);
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> process = firstLine(pidFile).flatMap(ProcessHandle::of);
        Optional<String> command = process.flatMap(handle -> handle.info().command());
        if (process.isEmpty() || command.isEmpty()) {
            return;
        }
        if (!command.get().endsWith("/postgres")) {
            Files.deleteIfExists(pidFile);
            return;
        }
        try {
            process.get().onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw inUse(directory);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalPostgresException(Reason.INTERRUPTED, Map.of(), e);
        }
    }

    private static Optional<Long> firstLine(Path pidFile) throws IOException {
        try (Stream<String> lines = Files.lines(pidFile)) {
            return lines.findFirst().filter(line -> line.matches("[0-9]{1,10}")).map(Long::valueOf);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    private static LocalPostgresException inUse(Path directory) {
        return new LocalPostgresException(Reason.DATA_DIRECTORY_IN_USE, Map.of("dataDirectory", directory.toString()));
    }

    private static LocalPostgresException unusable(Path directory, @Nullable Throwable cause) {
        return new LocalPostgresException(
                Reason.DATA_DIRECTORY_UNUSABLE, Map.of("dataDirectory", directory.toString()), cause);
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw unusable(directory, e);
        } finally {
            HELD_BY_THIS_JVM.remove(directory);
        }
    }
}
