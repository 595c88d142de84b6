package dev.agentstorage.dsql.local.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * Names, sizes and checksums of all files of a directory. Sizes are compared at each start, which finds what a cleaner
 * of temporary files or a full disk took away; checksums only after a failure.
 */
final class Manifest {
    private static final String END = "end";

    private Manifest() {}

    static void write(Path manifest, Path directory) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                BasicFileAttributes attributes = attributes(path);
                if (!attributes.isDirectory()) {
                    lines.add(attributes.size() + " " + checksum(path) + " " + directory.relativize(path));
                }
            }
        }
        lines.add(END);
        Files.write(manifest, lines);
    }

    /** Whether the manifest is complete and all that it names is there, in the right size. */
    static boolean matches(Path manifest, Path directory) throws IOException {
        return matches(manifest, directory, false);
    }

    /** Like {@link #matches(Path, Path)}, and every byte is right. */
    static boolean matchesBytes(Path manifest, Path directory) throws IOException {
        return matches(manifest, directory, true);
    }

    private static boolean matches(Path manifest, Path directory, boolean everyByte) throws IOException {
        try {
            List<String> lines = Files.readAllLines(manifest);
            if (lines.isEmpty() || !lines.get(lines.size() - 1).equals(END)) {
                return false;
            }
            for (String line : lines.subList(0, lines.size() - 1)) {
                int first = line.indexOf(' ');
                int second = line.indexOf(' ', first + 1);
                Path file = directory.resolve(line.substring(second + 1));
                if (attributes(file).size() != Long.parseLong(line.substring(0, first))) {
                    return false;
                }
                if (everyByte && checksum(file) != Long.parseLong(line.substring(first + 1, second))) {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException missing) {
            return false;
        }
    }

    private static long checksum(Path file) throws IOException {
        CRC32 checksum = new CRC32();
        try (InputStream in = new CheckedInputStream(Files.newInputStream(file), checksum)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return checksum.getValue();
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
