package dev.agentstorage.dsql.local.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A directory that exists as long as this JVM: its owner deletes it, or else the next start of any process that shares
 * the parent directory.
 *
 * <p>Next to {@code <id>/} is {@code <id>.lock}, locked as long as the owner runs. The kernel releases the lock with
 * the process, so that neither a crash nor a reused process id can deceive the sweep.
 */
final class Workspace implements AutoCloseable {
    private static final String LOCK_SUFFIX = ".lock";
    private static final String JVM_PROPERTY = "dev.agentstorage.dsql.local.jvm";

    private final Path directory;
    private final Path lockFile;
    private final FileChannel channel;

    private Workspace(Path directory, Path lockFile, FileChannel channel) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.channel = channel;
    }

    static Workspace create(Path parent) throws IOException {
        while (true) {
            String id = thisJvm() + "-" + UUID.randomUUID();
            Path lockFile = parent.resolve(id + LOCK_SUFFIX);
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            boolean kept = false;
            try {
                FileLock lock = channel.lock();
                // A sweep may have taken and removed the file between creation and lock.
                if (lock.isValid() && Files.exists(lockFile)) {
                    Workspace workspace = new Workspace(parent.resolve(id), lockFile, channel);
                    FileTrees.createPrivate(workspace.directory);
                    kept = true;
                    return workspace;
                }
            } finally {
                if (!kept) {
                    channel.close();
                    Files.deleteIfExists(lockFile);
                }
            }
        }
    }

    Path directory() {
        return directory;
    }

    /** Removes the workspaces of JVMs that are gone. */
    static void sweep(Path parent) throws IOException {
        String own = thisJvm();
        try (DirectoryStream<Path> lockFiles = Files.newDirectoryStream(parent, "*" + LOCK_SUFFIX)) {
            for (Path lockFile : lockFiles) {
                // Closing a second channel to a file drops the locks that this JVM holds on it (POSIX).
                if (!fileName(lockFile).startsWith(own)) {
                    sweepOne(lockFile);
                }
            }
        }
    }

    private static void sweepOne(Path lockFile) {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            @Nullable FileLock lock = channel.tryLock();
            if (lock != null) {
                String name = fileName(lockFile);
                FileTrees.delete(lockFile.resolveSibling(name.substring(0, name.length() - LOCK_SUFFIX.length())));
                Files.deleteIfExists(lockFile);
            }
        } catch (IOException inUseOrSweptByAnother) {
            // The next start tries again.
        }
    }

    private static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** One name for the whole JVM, although several class loaders may each hold a copy of this class. */
    private static String thisJvm() {
        return (String) System.getProperties()
                .computeIfAbsent(JVM_PROPERTY, key -> UUID.randomUUID().toString());
    }

    @Override
    public void close() {
        FileTrees.deleteQuietly(directory);
        try {
            if (!Files.exists(directory)) {
                Files.deleteIfExists(lockFile);
            }
            channel.close();
        } catch (IOException leftToTheNextSweep) {
            // The next sweep deletes an unlocked workspace.
        }
    }
}
