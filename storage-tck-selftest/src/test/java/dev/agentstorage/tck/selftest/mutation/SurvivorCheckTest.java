package dev.agentstorage.tck.selftest.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mutation run passes when exactly the listed mutants survive. */
class SurvivorCheckTest {
    private static final String FIRST = "Table.put VoidMethodCall: removed call to Rows::put #1";
    private static final String SECOND = "Table.put VoidMethodCall: removed call to Rows::put #2";
    private static final String NEGATED = "Table.has NegateConditionals: negated conditional #1";

    @TempDir
    Path folder;

    @Test
    void runPassesWhenExactlyTheListedMutantsSurvive() throws IOException {
        MutationReport report = report(put(7, "put", true), put(8, "lambda$put$3", false), negated(20, false));
        SurvivorList list = list("= equivalent: the map has it", SECOND, "", "# comment", "= speed: slower", NEGATED);
        assertThat(SurvivorCheck.differences(report, list)).isEmpty();
        assertThat(SurvivorCheck.summary(report, list))
                .containsExactly(
                        "3 mutants, 1 detected, 2 survived: score 33.3 %", "     1 equivalent", "     1 speed");
    }

    @Test
    void survivorThatIsNotListedIsADifference() throws IOException {
        MutationReport report = report(put(7, "put", false), put(8, "put", false));
        SurvivorList list = list("= equivalent: the map has it", SECOND);
        assertThat(SurvivorCheck.differences(report, list)).containsExactly("not listed: " + FIRST + " (line 7)");
        assertThat(SurvivorCheck.summary(report, list)).contains("     1 not listed");
    }

    @Test
    void listedMutantThatIsDetectedIsADifference() throws IOException {
        MutationReport report = report(put(7, "put", false), put(8, "put", true));
        SurvivorList list = list("= equivalent: the map has it", FIRST, SECOND);
        assertThat(SurvivorCheck.differences(report, list)).containsExactly("listed, but no survivor: " + SECOND);
    }

    /** The place in a method counts, not the line, and not the order in the report. */
    @Test
    void linesMayShift() throws IOException {
        MutationReport report = report(put(108, "put", false), put(107, "put", true));
        assertThat(report.survivors()).containsOnlyKeys(Survivor.parse(SECOND));
    }

    @Test
    void partialRunIsComparedWithItsPartOfTheList() throws IOException {
        MutationReport report = report(put(7, "put", false));
        SurvivorList list = list("= equivalent: the map has it", FIRST, "Other.put A: b #1");
        assertThat(SurvivorCheck.differences(report, list)).hasSize(1);
        assertThat(SurvivorCheck.differences(report, list.of(report.classes()))).isEmpty();
        assertThat(list.of(Set.of("Other")).reasons()).containsOnlyKeys(Survivor.parse("Other.put A: b #1"));
    }

    @Test
    void listWithoutReasonsIsRefused() {
        assertThatThrownBy(() -> list(FIRST)).hasMessageContaining("before the first reason");
        assertThatThrownBy(() -> list("= equivalent", FIRST)).hasMessageContaining("without an explanation");
        assertThatThrownBy(() -> list("= equivalent: x", FIRST, FIRST)).hasMessageContaining("twice");
        assertThatThrownBy(() -> list("= equivalent: x", "Table.put")).hasMessageContaining("no survivor");
    }

    /** The list of the project can be read. */
    @Test
    void listOfTheProjectIsValid() throws IOException {
        assertThat(SurvivorList.read(Path.of("src/test/resources/mutation/survivors.txt"))
                        .reasons())
                .isNotEmpty();
    }

    private SurvivorList list(String... lines) throws IOException {
        return SurvivorList.read(Files.writeString(folder.resolve("list.txt"), String.join("\n", lines)));
    }

    private MutationReport report(String... mutants) throws IOException {
        return MutationReport.read(Files.writeString(
                folder.resolve("mutations.xml"), "<mutations>" + String.join("\n", mutants) + "</mutations>"));
    }

    private static String put(int line, String method, boolean detected) {
        return mutant(
                line,
                method,
                detected,
                "org.pitest.mutationtest.engine.gregor.mutators.VoidMethodCallMutator",
                "removed call to dev/agentstorage/inmemory/Rows::put");
    }

    private static String negated(int line, boolean detected) {
        return mutant(
                line,
                "has",
                detected,
                "org.pitest.mutationtest.engine.gregor.mutators.NegateConditionalsMutator",
                "negated conditional");
    }

    private static String mutant(int line, String method, boolean detected, String mutator, String description) {
        return "<mutation detected='%s'><mutatedClass>dev.agentstorage.inmemory.Table</mutatedClass>"
                        .formatted(detected)
                + "<mutatedMethod>%s</mutatedMethod><lineNumber>%d</lineNumber>".formatted(method, line)
                + "<mutator>%s</mutator><indexes><index>4</index></indexes>".formatted(mutator)
                + "<description>%s</description></mutation>".formatted(description);
    }
}
