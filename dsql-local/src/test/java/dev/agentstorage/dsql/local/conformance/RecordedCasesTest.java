package dev.agentstorage.dsql.local.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Answers that were recorded from a real cluster, from the directory that the system property {@code dsql.recorded} names:
 * {@code cases.jsonl} and {@code setup.sql}. docs/DSQL-LOCAL.md has the command.
 */
@Tag("recorded")
final class RecordedCasesTest {
    @TestFactory
    Stream<DynamicTest> inOnePacket() throws IOException {
        return tests(Speech.EXTENDED);
    }

    @TestFactory
    Stream<DynamicTest> describedFirst() throws IOException {
        return tests(Speech.PREPARED);
    }

    private static Stream<DynamicTest> tests(Speech speech) throws IOException {
        Path directory = Path.of(property("project.root")).resolve(property("dsql.recorded"));
        List<Case> cases = CaseFile.cases(directory.resolve("cases.jsonl"));
        assertThat(cases).isNotEmpty();
        return Stage.tests(speech, CaseFile.statements(directory.resolve("setup.sql")), cases);
    }

    private static String property(String name) {
        return Optional.ofNullable(System.getProperty(name))
                .orElseThrow(() -> new IllegalStateException("system property " + name + " is missing"));
    }
}
