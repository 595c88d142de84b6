package dev.agentstorage.tck.engine.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the report for people: the verdict, the problems, what was tested and where, and all rules by contract. */
final class MarkdownReport {
    private final StringBuilder out = new StringBuilder();

    private MarkdownReport() {}

    static String of(Report report) {
        MarkdownReport markdown = new MarkdownReport();
        markdown.write(report);
        return markdown.out.toString();
    }

    private void write(Report report) {
        Map<String, Integer> counts = report.summary();
        line("# " + text(report.provider()) + ": " + report.verdict());
        line("");
        line("%d rules: %d passed, %d failed, %d gaps, %d not applicable, %d untested, %d without a result; with kit %s"
                .formatted(
                        report.rules().size(),
                        counts.get("pass"),
                        counts.get("fail"),
                        counts.get("gap"),
                        counts.get("notApplicable"),
                        counts.get("untested"),
                        counts.get("incomplete"),
                        report.kit()));
        for (String absence : report.subject().absences()) {
            line("");
            line(absence);
        }
        failures(report);
        list("Known gaps", report.withStatus(Status.GAP));
        list("Without a result", report.withStatus(Status.INCOMPLETE));
        report.changes().ifPresent(this::changes);
        slowest(report);
        list("Untested", report.withStatus(Status.UNTESTED));
        run(report);
        byContract(report.rules());
    }

    private void failures(Report report) {
        List<RuleResult> rows = report.withStatus(Status.FAIL);
        if (rows.isEmpty()) {
            return;
        }
        heading("Failures");
        for (RuleResult row : rows) {
            line("- **" + row.rule().id() + "** " + row.sentence());
            row.tests().stream().filter(test -> test.status() == Status.FAIL).forEach(test -> {
                line("  - " + test.name());
                line("    ~~~");
                test.message().lines().forEach(text -> line("    " + text));
                line("    ~~~");
            });
        }
    }

    private void changes(Changes changes) {
        heading("Changes");
        line("Since " + text(changes.previous()) + ", " + text(changes.verdict()) + ":");
        line("");
        if (changes.lines().isEmpty()) {
            line("no rule changed its status.");
        }
        changes.lines().forEach(change -> line("- " + text(change)));
    }

    private void slowest(Report report) {
        heading("Slowest tests");
        line("| Test | Time (ms) |");
        line("|---|---:|");
        report.slowest()
                .forEach(test ->
                        line("| " + test.name() + " | " + test.duration().toMillis() + " |"));
    }

    private void list(String title, List<RuleResult> rows) {
        if (rows.isEmpty()) {
            return;
        }
        heading(title);
        rows.forEach(row -> line("- **" + row.rule().id() + "** " + text(row.message())));
    }

    private void run(Report report) {
        Report.Subject subject = report.subject();
        heading("Run");
        line("| | |");
        line("|---|---|");
        pair("Backend", subject.backend());
        pair("Backend's version", subject.version().orElse("unknown"));
        subject.options().forEach((name, value) -> pair("Option `" + name + "`", value));
        pair("Features", String.join(", ", subject.features()));
        pair("Limits", subject.limitsText());
        pair("Kit", report.kit() + ", SPI " + report.kit().spi());
        pair("Provider's SPI", subject.spiVersion().orElse("unknown"));
        Environment.get().forEach(this::pair);
        pair("Seed", Long.toString(report.seed()));
        pair("Time limit of a test", report.timeLimit().toString());
        pair("Started", report.started().toString());
        pair("Ended", report.ended().toString());
    }

    private void byContract(List<RuleResult> rows) {
        Map<String, List<RuleResult>> contracts = new TreeMap<>();
        for (RuleResult row : rows) {
            row.rule()
                    .contracts()
                    .forEach(name -> contracts
                            .computeIfAbsent(name, key -> new ArrayList<>())
                            .add(row));
        }
        contracts.forEach((contract, results) -> {
            heading(contract);
            line("| Rule | Status | Kind | Tests | Time (ms) | Cases | Remark | The contract says |");
            line("|---|---|---|---:|---:|---|---|---|");
            results.forEach(row -> line("| %s | %s | %s | %d | %d | %s | %s | %s |"
                    .formatted(
                            row.rule().id(),
                            row.status(),
                            row.rule().kind(),
                            row.tests().size(),
                            row.duration().toMillis(),
                            String.join(" ", row.rule().cases()),
                            text(row.message()),
                            row.sentence().replace("|", "\\|"))));
        });
    }

    private void pair(String name, String value) {
        line("| " + name + " | " + text(value) + " |");
    }

    private void heading(String title) {
        line("");
        line("## " + title);
        line("");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    /** Converts a text to one line that is valid in a table: messages of backends can contain anything. */
    private static String text(String message) {
        return message.strip()
                .replaceAll("\\s+", " ")
                .replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;");
    }
}
