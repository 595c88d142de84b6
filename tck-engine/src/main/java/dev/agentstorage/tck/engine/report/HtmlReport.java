package dev.agentstorage.tck.engine.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Writes the report as a single self-contained page: the rules with their texts, tests and failures, with search and a filter by status. The page
 * is readable without scripts; the filters are kept in the fragment of its URL.
 */
final class HtmlReport {
    private final StringBuilder out = new StringBuilder();

    private HtmlReport() {}

    static String of(Report report) {
        HtmlReport html = new HtmlReport();
        html.write(report);
        String title = escaped(report.provider() + ": " + report.verdict());
        return template().replace("{{title}}", title).replace("{{content}}", html.out);
    }

    private void write(Report report) {
        String verdict = report.verdict().toString();
        line("<header class=\"" + className(verdict) + "\">");
        line("<h1>" + escaped(report.provider()) + " <strong id=\"verdict\">" + verdict + "</strong></h1>");
        line("<p>With kit " + escaped(report.kit().toString()) + ", on "
                + escaped(report.subject().backend()) + "</p>");
        report.subject().absences().forEach(absence -> line("<p>" + escaped(absence) + "</p>"));
        line("</header>");
        filters(report);
        rules(report);
        changes(report);
        slowest(report);
        run(report);
    }

    private void filters(Report report) {
        line("<form id=\"filters\" role=\"search\">");
        line("<label>Search <input type=\"search\" id=\"search\" placeholder=\"rule, words, test\"></label>");
        line("<fieldset><legend>Status</legend>");
        for (Status status : Status.values()) {
            int count = report.withStatus(status).size();
            if (count > 0) {
                line("<label class=\"" + className(status.toString()) + "\"><input type=\"checkbox\" name=\"status\""
                        + " value=\"" + status + "\" checked> " + status + " <b>" + count + "</b></label>");
            }
        }
        line("</fieldset>");
        line("<output id=\"shown\">" + report.rules().size() + " of "
                + report.rules().size() + " rules</output>");
        line("</form>");
    }

    private void rules(Report report) {
        line("<section aria-label=\"Rules\" id=\"rules\">");
        // problems first
        List<Status> first = List.of(Status.FAIL, Status.INCOMPLETE, Status.GAP);
        first.forEach(status -> report.withStatus(status).forEach(this::rule));
        report.rules().stream().filter(row -> !first.contains(row.status())).forEach(this::rule);
        line("<p id=\"nothing\" hidden>No rule has these words and this status.</p>");
        line("</section>");
    }

    private void rule(RuleResult row) {
        String id = row.rule().id();
        line("<details class=\"rule " + className(row.status().toString()) + "\" id=\"" + id + "\" data-status=\""
                + row.status() + "\"" + (row.status() == Status.FAIL ? " open" : "") + ">");
        line("<summary><a href=\"#" + id + "\">" + id + "</a> <span class=\"status\">" + row.status() + "</span> <span>"
                + sentence(row.sentence()) + "</span></summary>");
        if (row.tests().isEmpty() || row.status() == Status.GAP) {
            line("<p>" + escaped(row.message()) + "</p>");
        }
        if (!row.tests().isEmpty()) {
            line("<ul>");
            row.tests().forEach(this::test);
            line("</ul>");
        }
        if (!row.rule().cases().isEmpty()) {
            line("<p class=\"cases\">Cases "
                    + escaped(String.join(" ", row.rule().cases())) + "</p>");
        }
        line("</details>");
    }

    private void test(TestResult test) {
        line("<li class=\"" + className(test.status().toString()) + "\"><code>" + escaped(test.name())
                + "</code> <span class=\"status\">" + test.status() + "</span> <span class=\"time\">"
                + test.duration().toMillis() + " ms</span>"
                + (test.message().isEmpty() ? "" : "<pre>" + escaped(test.message()) + "</pre>") + "</li>");
    }

    private void changes(Report report) {
        report.changes().ifPresent(changes -> {
            line("<section><h2>Changes</h2>");
            line("<p>Since " + escaped(changes.previous()) + ", " + escaped(changes.verdict()) + ":</p><ul>");
            changes.lines().forEach(change -> line("<li>" + escaped(change) + "</li>"));
            line("</ul></section>");
        });
    }

    private void slowest(Report report) {
        line("<section><h2>Slowest tests</h2><table>");
        report.slowest().forEach(test -> pair(test.name(), test.duration().toMillis() + " ms"));
        line("</table></section>");
    }

    private void run(Report report) {
        Report.Subject subject = report.subject();
        line("<section><h2>Run</h2><table>");
        pair("Backend's version", subject.version().orElse("unknown"));
        subject.options().forEach((name, value) -> pair("Option " + name, value));
        pair("Features", String.join(", ", subject.features()));
        pair("Limits", subject.limitsText());
        pair("Kit", report.kit() + ", SPI " + report.kit().spi());
        pair("Provider's SPI", subject.spiVersion().orElse("unknown"));
        for (Map.Entry<String, String> entry : Environment.get().entrySet()) {
            pair(entry.getKey(), entry.getValue());
        }
        pair("Seed", Long.toString(report.seed()));
        pair("Time limit of a test", report.timeLimit().toString());
        pair("Started", report.started().toString());
        pair("Ended", report.ended().toString());
        line("</table></section>");
    }

    private void pair(String name, String value) {
        line("<tr><th>" + escaped(name) + "</th><td>" + escaped(value) + "</td></tr>");
    }

    private void line(String html) {
        out.append(html).append('\n');
    }

    private static String className(String status) {
        return status.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-");
    }

    /** Returns a sentence of the contract as HTML, with code in a code font. */
    private static String sentence(String markdown) {
        return escaped(markdown).replaceAll("`([^`]+)`", "<code>$1</code>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String template() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.html")) {
            return new String(
                    Objects.requireNonNull(in, "report.html is missing from the kit's jar")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
