package dev.agentstorage.dsql.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentstorage.dsql.local.postgres.LocalPostgresException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheDirectoryTest {
    private static final String SEAL = "rwx------";

    @TempDir
    private Path temporary;

    private final AtomicInteger made = new AtomicInteger();

    private Path provide() {
        return CacheDirectory.open(temporary.resolve("cache")).provide("thing", SEAL, directory -> {
            made.incrementAndGet();
            Files.createDirectory(directory.resolve("sub"));
            Files.writeString(directory.resolve("sub/file"), "content");
        });
    }

    @Test
    void makesADirectoryOnce() {
        Path first = provide();
        Path second = provide();

        assertThat(second).isEqualTo(first);
        assertThat(first.resolve("sub/file")).hasContent("content");
        assertThat(made).hasValue(1);
        assertThat(temporary.resolve("cache/work")).isEmptyDirectory();
    }

    @Test
    void makesADirectoryOnceForManyThreads() throws InterruptedException, ExecutionException {
        var threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Path>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(this::provide);
            }
            for (var result : threads.invokeAll(calls)) {
                assertThat(result.get().resolve("sub/file")).hasContent("content");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void makesADirectoryAgainWhenAFileIsMissing() throws IOException {
        Files.delete(provide().resolve("sub/file"));

        assertThat(provide().resolve("sub/file")).hasContent("content");
        assertThat(made).hasValue(2);
    }

    @Test
    void makesADirectoryAgainWhenAFileIsCutShort() throws IOException {
        Files.writeString(provide().resolve("sub/file"), "con");

        assertThat(provide().resolve("sub/file")).hasContent("content");
    }

    @Test
    void findsWrongBytesWhenAskedTo() throws IOException {
        Path provided = provide();
        CacheDirectory cache = CacheDirectory.open(temporary.resolve("cache"));
        assertThat(cache.discardIfDamaged("thing")).isFalse();
        Files.writeString(provided.resolve("sub/file"), "CONTENT");

        assertThat(cache.discardIfDamaged("thing")).isTrue();
        assertThat(provide().resolve("sub/file")).hasContent("content");
    }

    @Test
    void leavesNothingOfAFailedAttempt() {
        CacheDirectory cache = CacheDirectory.open(temporary.resolve("cache"));

        assertThatExceptionOfType(LocalPostgresException.class)
                .isThrownBy(() -> cache.provide("thing", SEAL, path -> {
                    Files.writeString(path.resolve("half"), "");
                    throw new IOException("disk full");
                }));

        assertThat(temporary.resolve("cache/thing")).doesNotExist();
        assertThat(temporary.resolve("cache/work")).isEmptyDirectory();
    }

    @Test
    void trustsNoDirectoryOfAnotherUser() throws IOException {
        Path foreign = Path.of("/usr");
        if (RunAs.ownUid() == 0) {
            foreign = Files.createDirectory(temporary.resolve("foreign"));
            Files.setAttribute(foreign, "unix:uid", 12_345);
        }
        assertNotUsable(foreign);
    }

    @Test
    void trustsNoDirectoryThatOtherUsersMayWriteTo() throws IOException {
        Path open = Files.createDirectory(temporary.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertNotUsable(open);
    }

    @Test
    void trustsNoSymbolicLink() throws IOException {
        Path target = Files.createDirectory(temporary.resolve("target"));

        assertNotUsable(Files.createSymbolicLink(temporary.resolve("link"), target));
    }

    private static void assertNotUsable(Path location) {
        assertThatExceptionOfType(LocalPostgresException.class)
                .isThrownBy(() -> CacheDirectory.open(location))
                .satisfies(e -> {
                    assertThat(e.reason()).isEqualTo(Reason.CACHE_NOT_USABLE);
                    assertThat(e.details()).containsEntry("cacheDirectory", location.toString());
                });
    }

    @Test
    void saysThatTheArchiveIsDamaged() throws IOException {
        Path archive = Files.write(temporary.resolve("broken.txz"), new byte[1_000]);
        Path target = Files.createDirectory(temporary.resolve("unpacked"));

        assertThatExceptionOfType(LocalPostgresException.class)
                .isThrownBy(() -> new PostgresArchive(archive.toUri().toURL(), "x").unpackInto(target))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT_ARCHIVE));
    }
}
