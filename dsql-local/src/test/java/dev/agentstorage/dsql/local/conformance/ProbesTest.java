package dev.agentstorage.dsql.local.conformance;

import dev.agentstorage.dsql.local.internal.record.Probes;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** What is known of Aurora DSQL, asked in every way a client can ask. */
@Tag("slow")
final class ProbesTest {
    @TestFactory
    Stream<DynamicTest> simple() throws IOException {
        return probes(Speech.SIMPLE, Probes.GROUPS);
    }

    @TestFactory
    Stream<DynamicTest> inOnePacket() throws IOException {
        return probes(Speech.EXTENDED, Probes.GROUPS);
    }

    @TestFactory
    Stream<DynamicTest> describedFirst() throws IOException {
        return probes(Speech.PREPARED, Probes.GROUPS);
    }

    @TestFactory
    Stream<DynamicTest> named() throws IOException {
        return probes(Speech.NAMED, Probes.GROUPS);
    }

    @TestFactory
    Stream<DynamicTest> severalStatementsInAMessage() throws IOException {
        return probes(Speech.SIMPLE, List.of(Probes.MESSAGES));
    }

    private static Stream<DynamicTest> probes(Speech speech, List<String> groups) throws IOException {
        return Stage.tests(
                speech,
                CaseFile.statements("setup.sql"),
                groups.stream()
                        .flatMap(group -> CaseFile.cases(group + ".jsonl").stream())
                        .toList());
    }
}
