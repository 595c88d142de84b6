package dev.agentstorage.dsql.local.postgres;

import dev.agentstorage.dsql.local.postgres.LocalPostgresException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cache that all starts share: unpacked binaries and prepared data directories, each complete or absent, and the
 * workspaces of running servers.
 */
final class CacheDirectory {
    private static final String CONTENT = "content";
    private static final String MANIFEST = "MANIFEST";

    private final Path root;
    private final Path workspaces;

    private CacheDirectory(Path root, Path workspaces) {
        this.root = root;
        this.workspaces = workspaces;
    }

    /** Per user, in the JVM's temporary directory: the user that root switches to can reach it. */
    static Path defaultLocation() {
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9_.-]", "");
        return Path.of(System.getProperty("java.io.tmpdir"), "agentstorage-dsql-local-" + user);
    }

    static CacheDirectory open(Path location) {
        try {
            Path root = location.toAbsolutePath().normalize();
            if (root.getParent() != null) {
                Files.createDirectories(root.getParent());
            }
            FileTrees.createPrivate(root);
            requireOurs(root);
            Path workspaces = root.resolve("work");
            FileTrees.createPrivate(workspaces);
            Workspace.sweep(workspaces);
            return new CacheDirectory(root, workspaces);
        } catch (IOException e) {
            throw unusable(location, "cannot be created, read or written", e);
        }
    }

    private static void requireOurs(Path root) throws IOException {
        if (FileTrees.ownerOf(root) != RunAs.ownUid()) {
            throw unusable(root, "belongs to another user", null);
        }
        if (Files.getPosixFilePermissions(root, LinkOption.NOFOLLOW_LINKS).contains(PosixFilePermission.OTHERS_WRITE)) {
            throw unusable(root, "is writable by other users", null);
        }
    }

    Path root() {
        return root;
    }

    Workspace newWorkspace() {
        try {
            return Workspace.create(workspaces);
        } catch (IOException e) {
            throw unusable(root, "cannot be created, read or written", e);
        }
    }

    /**
     * The directory cached under a name, made first if it is missing or damaged.
     *
     * @param seal permissions of the directory around it, given once it is complete
     */
    Path provide(String name, String seal, Content content) {
        Path cached = root.resolve(name);
        try {
            if (!Manifest.matches(cached.resolve(MANIFEST), cached.resolve(CONTENT))) {
                // One monitor for all class loaders of this JVM, which cannot hold a file lock twice.
                synchronized (root.toString().intern()) {
                    provideLocked(cached, seal, content);
                }
            }
        } catch (IOException e) {
            throw unusable(root, "cannot be created, read or written", e);
        }
        return cached.resolve(CONTENT);
    }

    /**
     * Reads a cached directory whole, after something in it did not work.
     *
     * @return whether it was damaged; the next {@link #provide} creates it again
     */
    boolean discardIfDamaged(String name) {
        Path cached = root.resolve(name);
        try {
            if (Manifest.matchesBytes(cached.resolve(MANIFEST), cached.resolve(CONTENT))) {
                return false;
            }
            Files.deleteIfExists(cached.resolve(MANIFEST));
            return true;
        } catch (IOException e) {
            throw unusable(root, "cannot be created, read or written", e);
        }
    }

    private void provideLocked(Path cached, String seal, Content content) throws IOException {
        Path lockFile = root.resolve("install.lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock();
                Workspace workspace = Workspace.create(workspaces)) {
            // The lock only saves work; what makes the result right is the rename at the end.
            if (lock.isValid() && Manifest.matches(cached.resolve(MANIFEST), cached.resolve(CONTENT))) {
                return;
            }
            Path fresh = workspace.directory().resolve("fresh");
            FileTrees.createPrivate(fresh);
            Path made = Files.createDirectory(fresh.resolve(CONTENT));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
            content.writeTo(made);
            Manifest.write(fresh.resolve(MANIFEST), made);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(seal));
            if (Files.exists(cached, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(cached, workspace.directory().resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(fresh, cached, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static LocalPostgresException unusable(Path location, String why, @Nullable IOException cause) {
        return new LocalPostgresException(
                Reason.CACHE_NOT_USABLE, Map.of("cacheDirectory", location.toString(), "because", why), cause);
    }

    /** Fills a cached directory. */
    @FunctionalInterface
    interface Content {
        /** Writes into an existing, empty directory. */
        void writeTo(Path directory) throws IOException;
    }
}
