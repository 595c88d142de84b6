package dev.agentstorage.dsql.local.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Creates, copies and deletes directories. Symbolic links are never followed. */
final class FileTrees {

    private FileTrees() {}

    /** Creates a directory that other users can traverse but not list: the server of root runs as another user. */
    static void createPrivate(Path directory) throws IOException {
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
            // Set again, because the umask applies to the creation.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (FileAlreadyExistsException someoneWasFaster) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw someoneWasFaster;
            }
        }
    }

    /**
     * Copies a tree with permissions and, as far as this process may, owners.
     *
     * @param last name of the top-level entry to copy after everything else, so that its presence says "complete"
     */
    static void copy(Path from, Path to, String last) throws IOException {
        CopyOption[] options = {
            StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING, LinkOption.NOFOLLOW_LINKS
        };
        Path lastFrom = from.resolve(last);
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path target = to.resolve(from.relativize(directory));
                if (!Files.isDirectory(target)) {
                    Files.copy(directory, target, options);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!file.equals(lastFrom)) {
                    Files.copy(file, to.resolve(from.relativize(file)), options);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Files.copy(lastFrom, to.resolve(last), options);
    }

    /** Gives a tree to a user and the group of the same number, unless its top already belongs to that user. */
    static void giveTo(int uid, Path tree) throws IOException {
        if (ownerOf(tree) == uid) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                chown(file);
                return FileVisitResult.CONTINUE;
            }

            // The top comes last: an interrupted walk is repeated by the next start.
            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                chown(directory);
                return FileVisitResult.CONTINUE;
            }

            private void chown(Path path) throws IOException {
                Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            }
        });
    }

    static int ownerOf(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    /** Deletes a tree; what vanishes or appears meanwhile is left to the next sweep. */
    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                try {
                    Files.deleteIfExists(directory);
                } catch (DirectoryNotEmptyException stillWrittenTo) {
                    return FileVisitResult.CONTINUE;
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** {@link #delete} for places where a leftover is better than a failure: the next start sweeps it. */
    static void deleteQuietly(Path tree) {
        try {
            delete(tree);
        } catch (IOException | UncheckedIOException leftToTheNextSweep) {
            // Nothing is lost: the directory stays unlocked.
        }
    }
}
