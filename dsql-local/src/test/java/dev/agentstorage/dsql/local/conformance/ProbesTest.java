package dev.agentstorage.dsql.local.conformance;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** What is known of Aurora DSQL, asked in every way a client can ask. */
@Tag("slow")
final class ProbesTest {
    /** In this order: what leaves work behind for a while comes last. */
    private static final List<String> GROUPS = List.of(
            "environment",
            "statements",
            "settings",
            "lexing",
            "queries",
            "transactions",
            "limits",
            "types",
            "conflicts",
            "tables",
            "indexes");

    @TestFactory
    Stream<DynamicTest> simple() throws IOException {
        return probes(Speech.SIMPLE, GROUPS);
    }

    @TestFactory
    Stream<DynamicTest> inOnePacket() throws IOException {
        return probes(Speech.EXTENDED, GROUPS);
    }

    @TestFactory
    Stream<DynamicTest> describedFirst() throws IOException {
        return probes(Speech.PREPARED, GROUPS);
    }

    @TestFactory
    Stream<DynamicTest> named() throws IOException {
        return probes(Speech.NAMED, GROUPS);
    }

    @TestFactory
    Stream<DynamicTest> severalStatementsInAMessage() throws IOException {
        return probes(Speech.SIMPLE, List.of("messages"));
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
