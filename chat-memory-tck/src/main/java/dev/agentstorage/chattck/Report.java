package dev.agentstorage.chattck;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * The findings for one store. Immutable.
 *
 * @param subject the name and version of the store
 * @param framework the name of the framework and interface
 * @param findings one finding for each property
 */
public record Report(String subject, String framework, List<Finding> findings) {
    public Report {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(framework);
        findings = List.copyOf(findings);
    }

    /**
     * Returns the finding of a property.
     *
     * @throws NoSuchElementException if the property was not measured
     */
    public Finding finding(Property property) {
        return findings.stream()
                .filter(finding -> finding.property() == property)
                .findFirst()
                .orElseThrow();
    }

    /** Returns the report without findings that differ between runs, see {@link Property#varies()}. */
    public Report stable() {
        return new Report(
                subject,
                framework,
                findings.stream()
                        .filter(finding -> !finding.property().varies())
                        .toList());
    }

    /** Returns a Markdown table, followed by the examples that were not returned as stored. */
    public String markdown() {
        StringBuilder out = new StringBuilder();
        out.append("### ").append(cell(subject)).append("\n\n");
        out.append(framework).append("\n\n| property | observed |\n|---|---|\n");
        for (Finding finding : findings) {
            out.append("| ")
                    .append(finding.property().title())
                    .append(" | ")
                    .append(cell(finding.observed()))
                    .append(" |\n");
        }
        boolean first = true;
        for (Finding finding : findings) {
            if (!finding.examples().isEmpty()) {
                out.append(first ? "\n" : "");
                first = false;
                out.append("* ")
                        .append(finding.property().title())
                        .append(": ")
                        .append(text(String.join("; ", finding.examples())))
                        .append('\n');
            }
        }
        return out.toString();
    }

    /** Returns a Markdown table with one row for each property and one column for each report. */
    public static String table(List<Report> reports) {
        StringBuilder out = new StringBuilder("| property |");
        reports.forEach(report -> out.append(' ').append(cell(report.subject())).append(" |"));
        out.append("\n|---|").append("---|".repeat(reports.size())).append('\n');
        for (Property property : Property.values()) {
            if (reports.stream().anyMatch(report -> report.has(property))) {
                out.append("| ").append(property.title()).append(" |");
                reports.forEach(report -> out.append(' ')
                        .append(
                                report.has(property)
                                        ? cell(report.finding(property).observed())
                                        : "")
                        .append(" |"));
                out.append('\n');
            }
        }
        return out.toString();
    }

    /** Returns a JSON object: {@code subject}, {@code framework}, and {@code findings} with property, observed, varies and examples. */
    public String json() {
        StringBuilder out = new StringBuilder("{\n  \"subject\": ");
        string(out, subject);
        out.append(",\n  \"framework\": ");
        string(out, framework);
        out.append(",\n  \"findings\": [");
        String separator = "\n";
        for (Finding finding : findings) {
            out.append(separator).append("    {\"property\": ");
            separator = ",\n";
            string(out, finding.property().name());
            out.append(", \"observed\": ");
            string(out, finding.observed());
            out.append(", \"varies\": ").append(finding.property().varies()).append(", \"examples\": [");
            for (int i = 0; i < finding.examples().size(); i++) {
                out.append(i == 0 ? "" : ", ");
                string(out, finding.examples().get(i));
            }
            out.append("]}");
        }
        return out.append("\n  ]\n}\n").toString();
    }

    private boolean has(Property property) {
        return findings.stream().anyMatch(finding -> finding.property() == property);
    }

    private static String cell(String text) {
        return text(text).replace("|", "\\|");
    }

    /** Escapes HTML and Markdown. */
    private static String text(String text) {
        return text.replace("\\", "\\\\")
                .replace("<", "&lt;")
                .replace("*", "\\*")
                .replace("_", "\\_")
                .replace("\n", " ");
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '"' || each == '\\') {
                out.append('\\').append(each);
            } else if (each < ' ' || Character.isSurrogate(each)) {
                out.append("\\u").append("%04x".formatted((int) each));
            } else {
                out.append(each);
            }
        }
        out.append('"');
    }
}
