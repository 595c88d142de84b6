package dev.agentstorage.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no tracked file may hold. Forbidden words are put together here, or this file would break its own rules. */
class RepositoryTest {
    private static final int LONGEST_FILE = 800;

    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w.$}/-])(/(home|root|Users|work|tmp)/[\\w.-]+|[A-Z]:\\\\+Users\\\\)");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b");
    private static final Pattern SWITCHED_OFF = Pattern.compile("@Dis" + "abled\\w*");
    private static final Pattern SLEEP =
            Pattern.compile("\\bThread\\s*\\.\\s*sl" + "eep\\b|\\bTimeUnit\\.\\w+\\.sl" + "eep\\b");
    private static final Pattern MOCK = Pattern.compile("org\\.mock" + "ito|org\\.easy" + "mock|org\\.jmock" + "it");

    @Test
    void trackedFilesAreSeen() {
        assertThat(Repository.trackedFiles()).contains(Path.of("pom.xml"), Path.of("LICENSE"));
        assertThat(javaFiles()).isNotEmpty();
    }

    @Test
    void noJavaFileHoldsTwoIdeas() {
        assertThat(javaFiles())
                .filteredOn(path -> Repository.text(path).lines().count() > LONGEST_FILE)
                .as("Java files over %d lines", LONGEST_FILE)
                .isEmpty();
    }

    @Test
    void noFileNamesAPathOfOneMachine() {
        assertThat(hits(textFiles(), MACHINE_PATH)).isEmpty();
    }

    @Test
    void nothingIsLeftUnfinished() {
        assertThat(hits(textFiles(), UNFINISHED)).isEmpty();
    }

    @Test
    void noTestIsSwitchedOff() {
        assertThat(hits(textFiles(), SWITCHED_OFF)).isEmpty();
    }

    @Test
    void noTestSleeps() {
        List<Path> tests = javaFiles().stream()
                .filter(path -> path.startsWith("storage-tck")
                        || path.startsWith("tck-engine")
                        || path.startsWith("vector-tck")
                        || path.toString().contains("src/test/"))
                .toList();
        assertThat(hits(tests, SLEEP)).isEmpty();
    }

    @Test
    void nothingIsMocked() {
        assertThat(hits(textFiles(), MOCK)).isEmpty();
    }

    @Test
    void everyPackageSaysThatNullIsMarked() {
        List<Path> folders = javaFiles().stream()
                .filter(path -> path.toString().contains("src/main/java/"))
                .map(Path::getParent)
                .distinct()
                .toList();
        assertThat(folders).allSatisfy(folder -> {
            Path info = folder.resolve("package-info.java");
            assertThat(Repository.ROOT.resolve(info)).exists();
            assertThat(Repository.text(info)).contains("NullMarked");
        });
    }

    private static List<Path> javaFiles() {
        return Repository.trackedFiles().stream()
                .filter(path -> path.toString().endsWith(".java"))
                .toList();
    }

    private static List<Path> textFiles() {
        return Repository.trackedFiles().stream()
                .filter(path -> Repository.text(path).indexOf('\0') < 0)
                .toList();
    }

    private static List<String> hits(List<Path> files, Pattern pattern) {
        return files.stream().flatMap(path -> hits(path, pattern)).toList();
    }

    private static Stream<String> hits(Path path, Pattern pattern) {
        List<String> lines = Repository.text(path).lines().toList();
        return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
                .filter(i -> pattern.matcher(lines.get(i)).find())
                .map(i -> path + ":" + (i + 1) + ": " + lines.get(i).strip());
    }
}
