package dev.agentstorage.tck.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code in the guide for backend authors is the code that this module compiles and runs. */
class DocumentedCodeTest {
    private static final Path GUIDE = Repository.ROOT.resolve("docs").resolve("WRITING-A-BACKEND.md");
    private static final Path EXAMPLES =
            Path.of("src", "test", "java", "dev", "agentstorage", "tck", "selftest", "example");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern REGION = Pattern.compile("// doc: \\w+\n(.*?)// end\n", Pattern.DOTALL);

    @Test
    void everyJavaBlockOfTheGuideIsCompiledCode() throws IOException {
        List<String> regions;
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            regions = files.flatMap(file -> find(REGION, Repository.text(file))).toList();
        }
        List<String> blocks = find(BLOCK, Repository.text(GUIDE)).toList();
        assertThat(blocks)
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(block -> assertThat(regions).contains(block));
    }

    private static Stream<String> find(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1).stripIndent());
    }
}
