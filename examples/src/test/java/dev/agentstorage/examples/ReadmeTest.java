package dev.agentstorage.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.auth.TokenMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadmeTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void examplesOfTheReadmeRun() {
        assertThat(TenLines.remember("inmemory")).containsExactly("Where is my order?", "On its way.");
        try (DsqlLocal local =
                        DsqlLocal.builder().tls(false).tokens(TokenMode.OFF).start();
                Storage storage = TenLines.ownDatabase(local.jdbcUrl())) {
            assertThat(storage.memory().getThread("none")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README", "CONFIG"})
    void examplesOfTheReadmeAreTheOnesThatRun(String name) throws IOException {
        List<String> source =
                Files.readAllLines(ROOT.resolve("examples/src/main/java/dev/agentstorage/examples/TenLines.java"));
        int begin = indexOf(source, "// " + name + " begin");
        int end = indexOf(source, "// " + name + " end");
        String code =
                String.join("\n", source.subList(begin + 1, end)).stripIndent().strip();
        String readme = Files.readString(ROOT.resolve("README.md"));
        assertThat(readme).contains("```java\n" + code + "\n```");
    }

    @Test
    void commandsOfTheReadmeAreThere() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        for (String command : List.of("quickstart", "verify")) {
            assertThat(readme).contains("./" + command);
            assertThat(ROOT.resolve(command)).isExecutable();
        }
    }

    private static int indexOf(List<String> lines, String marker) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(marker)) {
                return i;
            }
        }
        throw new AssertionError("no line '" + marker + "'");
    }
}
