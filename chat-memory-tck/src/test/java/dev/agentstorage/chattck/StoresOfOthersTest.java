package dev.agentstorage.chattck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the documentation says of other projects' stores is what is measured. */
class StoresOfOthersTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path DOCUMENT = ROOT.resolve("docs").resolve("CHAT-MEMORY-STORES.md");
    private static final String BEGIN = "<!-- measured: begin -->\n";
    private static final String END = "<!-- measured: end -->\n";

    @BeforeAll
    static void updateTheDocument() throws IOException {
        if (Boolean.getBoolean("chat.updateDocs")) {
            String text = Files.readString(DOCUMENT);
            String sections = reports().stream().map(Report::markdown).collect(Collectors.joining("\n"));
            Files.writeString(
                    DOCUMENT,
                    text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
                            + "\n"
                            + Report.table(reports())
                            + "\n"
                            + sections
                            + "\n"
                            + text.substring(text.indexOf(END)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMeasuredOfAStoreIsDocumented(StoreOfOthers store) throws IOException {
        Report report = store.report();

        assertThat(Files.readString(DOCUMENT)).contains("\n" + report.stable().markdown() + "\n");
        assertThat(report.findings().stream().map(Finding::property)).containsExactly(Property.values());
    }

    @ParameterizedTest
    @EnumSource
    void racingWritersLeaveWhatTheyWroteOrLoseIt(StoreOfOthers store) {
        Finding race = store.report().finding(Property.RACE);

        assertThat(race.observed()).matches("kept \\d+ of 200, lost \\d+, doubled \\d+, refused \\d+ in 20 rounds");
    }

    @Test
    void theTableIsDocumented() throws IOException {
        assertThat(Files.readString(DOCUMENT)).contains(BEGIN + "\n" + Report.table(reports()) + "\n");
    }

    @Test
    void everyPropertyIsExplained() throws IOException {
        String text = Files.readString(DOCUMENT);

        assertThat(Property.values())
                .allSatisfy(property ->
                        assertThat(text).contains("| " + property.title() + " | " + property.sentence() + " |\n"));
    }

    @Test
    void theExampleIsTheOneThatRuns() throws IOException {
        List<String> source =
                Files.readAllLines(Path.of("src/test/java/dev/agentstorage/chattck/example/MeasuredStoreTest.java"));
        String code = String.join(
                        "\n",
                        source.subList(
                                source.indexOf("    // EXAMPLE begin") + 1, source.indexOf("    // EXAMPLE end")))
                .stripIndent()
                .strip();

        assertThat(Files.readString(DOCUMENT)).contains("```java\n" + code + "\n```");
    }

    private static List<Report> reports() {
        return Arrays.stream(StoreOfOthers.values())
                .map(store -> store.report().stable())
                .toList();
    }
}
