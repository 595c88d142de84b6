package dev.agentstorage.tck.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code in the guide for backend authors is code that this module and the example on SQLite compile and run. */
class DocumentedCodeTest {
    private static final Path GUIDE = Repository.ROOT.resolve("docs").resolve("WRITING-A-BACKEND.md");
    private static final Path SHELF =
            Path.of("src", "test", "java", "dev", "agentstorage", "tck", "selftest", "example");
    private static final Path SQLITE =
            Repository.ROOT.resolve("examples").resolve("sqlite-backend").resolve("src");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern REGION = Pattern.compile("// doc: \\w+\n(.*?)// end\n", Pattern.DOTALL);

    @Test
    void everyJavaBlockOfTheGuideIsCompiledCode() throws IOException {
        List<String> regions = new ArrayList<>(regions(SHELF));
        regions.addAll(regions(SQLITE));
        assertThat(blocks())
                .hasSizeGreaterThanOrEqualTo(12)
                .allSatisfy(block -> assertThat(regions).contains(block));
    }

    @Test
    void theGuideShowsEveryExcerptOfTheExample() throws IOException {
        assertThat(regions(SQLITE)).hasSizeGreaterThanOrEqualTo(8).isSubsetOf(blocks());
    }

    @Test
    void theExampleHasFewerLinesThanTheGuideSays() throws IOException {
        assertThat(Repository.text(GUIDE)).contains("fewer than 2,000 lines of Java");
        try (Stream<Path> files = Files.walk(SQLITE.resolve("main"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .mapToLong(file -> Repository.text(file).lines().count())
                            .sum())
                    .isBetween(1L, 1_999L);
        }
    }

    private static List<String> blocks() {
        return find(BLOCK, Repository.text(GUIDE)).toList();
    }

    private static List<String> regions(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> find(REGION, Repository.text(file)))
                    .toList();
        }
    }

    private static Stream<String> find(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1).stripIndent());
    }
}
