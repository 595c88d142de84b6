package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.config.CommonOptions;
import dev.agentstorage.config.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/OPERATIONS.md names every option, with its default and what it means. */
class OperationsDocTest {
    @Test
    void theTableOfOptionsIsTheOneOfTheCode() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../docs/OPERATIONS.md"));
        List<String> table = lines.subList(
                lines.indexOf("| option | environment variable | default | meaning |") + 2,
                lines.indexOf("<!-- end of options -->"));
        assertThat(String.join("\n", table))
                .isEqualTo(Stream.concat(DsqlOptions.ALL.stream(), CommonOptions.ALL.stream())
                        .map(OperationsDocTest::row)
                        .collect(Collectors.joining("\n")));
    }

    private static String row(Option<?> option) {
        String variable = option.kind() == Option.Kind.OBJECT
                ? "only in code"
                : "`AGENT_STORAGE_" + option.environmentName() + "`";
        String fallback = option.defaultValue()
                .map(value ->
                        "`" + (value instanceof Enum<?> ? value.toString().toLowerCase(Locale.ROOT) : value) + "`")
                .orElse("");
        return "| `%s` | %s | %s | %s |".formatted(option.name(), variable, fallback, option.description());
    }
}
