package dev.agentstorage.vector.s3vectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.config.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class S3VectorsDocTest {
    @Test
    void everyOptionIsDocumented() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../docs/OPERATIONS.md"));
        List<String> table = lines.subList(
                lines.lastIndexOf("| option | environment variable | default | meaning |") + 2,
                lines.indexOf("<!-- end of options of s3vectors -->"));
        assertThat(table)
                .containsExactlyElementsOf(new S3VectorsProvider()
                        .options().stream().map(S3VectorsDocTest::row).toList());
    }

    private static String row(Option<?> option) {
        return "| `%s` | `AGENT_STORAGE_%s` | %s | %s |"
                .formatted(
                        option.name(),
                        option.environmentName(),
                        option.defaultValue().map(value -> "`" + value + "`").orElse(""),
                        option.description());
    }
}
