package dev.agentstorage.tck.selftest.mutation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compares a mutation run with the list of survivors. {@code ./mutate} runs it after PIT. */
public final class SurvivorCheck {
    private SurvivorCheck() {}

    /**
     * Prints the score and what differs from the list, and ends with status 1 when anything does.
     *
     * @param arguments the report of PIT, the list, and {@code partial} when not all classes were mutated
     */
    public static void main(String[] arguments) throws IOException {
        MutationReport report = MutationReport.read(Path.of(arguments[0]));
        SurvivorList all = SurvivorList.read(Path.of(arguments[1]));
        SurvivorList list = arguments.length > 2 ? all.of(report.classes()) : all;
        summary(report, list).forEach(System.out::println);
        List<String> differences = differences(report, list);
        differences.forEach(System.out::println);
        System.exit(differences.isEmpty() ? 0 : 1);
    }

    /** Returns the score, and the number of survivors of each reason. */
    static List<String> summary(MutationReport report, SurvivorList list) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%d mutants, %d detected, %d survived: score %.1f %%",
                report.mutants(),
                report.detected(),
                report.survivors().size(),
                100.0 * report.detected() / Math.max(1, report.mutants())));
        SortedMap<String, Integer> counts = new TreeMap<>();
        report.survivors()
                .keySet()
                .forEach(
                        survivor -> counts.merge(list.reasons().getOrDefault(survivor, "not listed"), 1, Integer::sum));
        counts.forEach((reason, count) -> lines.add(String.format(Locale.ROOT, "%6d %s", count, reason)));
        return lines;
    }

    /** Returns the survivors that are not listed, and what is listed and did not survive; empty when the run is as expected. */
    static List<String> differences(MutationReport report, SurvivorList list) {
        List<String> lines = new ArrayList<>();
        report.survivors().forEach((survivor, line) -> {
            if (!list.reasons().containsKey(survivor)) {
                lines.add("not listed: " + survivor + " (line " + line + ")");
            }
        });
        list.reasons().keySet().stream()
                .filter(survivor -> !report.survivors().containsKey(survivor))
                .forEach(survivor -> lines.add("listed, but no survivor: " + survivor));
        return lines;
    }
}
