package dev.agentstorage.tck.report;

import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.value.Limits;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The report for readers: the verdict, what is not well, what was tested where, and every rule by contract. */
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
        line("%d rules: %d passed, %d failed, %d gaps, %d not applicable, %d untested, %d without a result"
                .formatted(
                        report.rules().size(),
                        counts.get("pass"),
                        counts.get("fail"),
                        counts.get("gap"),
                        counts.get("notApplicable"),
                        counts.get("untested"),
                        counts.get("incomplete")));
        list("Failures", report.withStatus(Status.FAIL));
        list("Known gaps", report.withStatus(Status.GAP));
        list("Without a result", report.withStatus(Status.INCOMPLETE));
        list("Untested", report.withStatus(Status.UNTESTED));
        run(report);
        byContract(report.rules());
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
        pair("Features", String.join(", ", subject.featureNames()));
        pair("Limits", subject.limits().map(Limits::toString).orElse("unknown"));
        pair("Kit", KitVersion.get() + ", SPI " + SpiVersion.CURRENT);
        pair("Provider's SPI", subject.spiVersion().map(SpiVersion::toString).orElse("unknown"));
        pair("JVM", JsonReport.jvm());
        pair("Time zone", ZoneId.systemDefault().getId());
        pair("Seed", Long.toString(report.seed()));
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
            line("| Rule | Kind | Status | Tests | Time (ms) | Cases | Remark |");
            line("|---|---|---|---:|---:|---|---|");
            results.forEach(row -> line("| %s | %s | %s | %d | %d | %s | %s |"
                    .formatted(
                            row.rule().id(),
                            row.rule().kind(),
                            row.status(),
                            row.rule().tests().size(),
                            row.duration().toMillis(),
                            String.join(" ", row.rule().cases()),
                            text(row.message()))));
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

    /** One line of text that can stand in a table: backends put anything into their messages. */
    private static String text(String message) {
        return message.strip()
                .replaceAll("\\s+", " ")
                .replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;");
    }
}
