package dev.agentstorage.tck.engine.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Differences from a previous report: rules whose status differs, and rules that only one report contains. Immutable.
 *
 * @param previous the start of the previous run, with the kit's version
 * @param verdict its verdict
 * @param lines one line for each difference, sorted by rule
 */
public record Changes(String previous, String verdict, List<String> lines) {
    /** Copies the lines. */
    public Changes {
        lines = List.copyOf(lines);
    }

    /**
     * Compares with a report in JSON.
     *
     * @throws UncheckedIOException when it cannot be read, or is not JSON
     */
    public static Changes since(Path previous, List<RuleResult> rules) {
        JsonNode report = read(previous);
        Map<String, String> before = new LinkedHashMap<>();
        report.path("rules").forEach(row -> before.put(text(row, "id"), text(row, "status")));
        List<String> lines = new ArrayList<>();
        for (RuleResult row : rules) {
            String id = row.rule().id();
            String now = row.status().toString();
            String then = before.remove(id);
            if (then == null) {
                lines.add(id + ": new, " + now);
            } else if (!then.equals(now)) {
                lines.add(id + ": " + then + " before, now " + now);
            }
        }
        before.forEach((id, status) -> lines.add(id + ": " + status + " before, not in this kit"));
        return new Changes(
                text(report, "started") + ", kit " + text(report, "tckVersion"), text(report, "verdict"), lines);
    }

    private static String text(JsonNode object, String member) {
        return object.path(member).asText("unknown");
    }

    private static JsonNode read(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("the previous report cannot be read", e);
        }
    }
}
