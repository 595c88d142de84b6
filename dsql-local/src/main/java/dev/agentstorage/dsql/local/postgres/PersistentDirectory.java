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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A data directory that outlives its server, held by one server at a time. */
final class PersistentDirectory implements AutoCloseable {
    private static final String LOCK = ".agentstorage.lock";
    /** A JVM that was killed keeps its locks until its memory is given back. */
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(3);

    private static final long POLL_MILLIS = 50;
    private static final Set<Path> HELD_BY_THIS_JVM = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel lock;
    private final long deadlineNanos;

    private PersistentDirectory(Path directory, FileChannel lock, long deadlineNanos) {
        this.directory = directory;
        this.lock = lock;
        this.deadlineNanos = deadlineNanos;
    }

    /** Creates the parent directories, so that their permissions can be checked. */
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

    /**
     * Locks the directory, and fills it first if it is new.
     *
     * @param patience how long to wait, now and in {@link #awaitRelease}, for the end of a server that is gone or going
     */
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
        PersistentDirectory taken = take(directory, patience);
        boolean kept = false;
        try {
            if (!Files.exists(version)) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
                fresh.copyDurablyTo(directory);
            } else if (!Files.readString(version).strip().equals(fresh.majorVersion())) {
                throw unusable(directory, null);
            }
            runAs.own(directory);
            taken.awaitEndOfPredecessor();
            kept = true;
            return taken;
        } finally {
            if (!kept) {
                taken.close();
            }
        }
    }

    private static PersistentDirectory take(Path directory, Duration patience) throws IOException {
        Path real = directory.toRealPath();
        // Asked first: a second channel to the lock file would drop this JVM's lock when it is closed (POSIX).
        if (!HELD_BY_THIS_JVM.add(real)) {
            throw inUse(directory, "");
        }
        FileChannel channel = null;
        boolean kept = false;
        try {
            channel = FileChannel.open(real.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            long now = System.nanoTime();
            long lockDeadline = now + Math.min(patience.toNanos(), LOCK_PATIENCE.toNanos());
            while (channel.tryLock() == null) {
                pause(lockDeadline, inUse(directory, ""));
            }
            kept = true;
            return new PersistentDirectory(real, channel, now + patience.toNanos());
        } finally {
            if (!kept) {
                HELD_BY_THIS_JVM.remove(real);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    /** After the death of a JVM its server needs a moment to stop. */
    private void awaitEndOfPredecessor() throws IOException {
        PreviousServer previous = new PreviousServer(directory);
        while (!previous.isOver()) {
            pause(deadlineNanos, inUse(directory, ""));
        }
    }

    /**
     * Waits before another attempt to start a server: the processes of a server that was killed need a moment to notice
     * its end, and PostgreSQL does not start before that.
     *
     * @param refused the last attempt, which found that the directory is in use
     * @throws LocalPostgresException if it was in use for too long
     */
    void awaitRelease(LocalPostgresException refused) {
        pause(deadlineNanos, inUse(directory, refused.serverLog()));
        try {
            awaitEndOfPredecessor();
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static void pause(long deadlineNanos, LocalPostgresException tooLate) {
        if (System.nanoTime() - deadlineNanos >= 0) {
            throw tooLate;
        }
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalPostgresException(Reason.INTERRUPTED, Map.of(), e);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    private static LocalPostgresException inUse(Path directory, String serverLog) {
        return new LocalPostgresException(
                Reason.DATA_DIRECTORY_IN_USE, Map.of("dataDirectory", directory.toString()), serverLog, null);
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
