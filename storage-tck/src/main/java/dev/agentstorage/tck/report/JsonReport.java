package dev.agentstorage.tck.report;

import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report for programs. Indented, one space after each colon: simple text tools find {@code "verdict": "CONFORMANT"}. */
final class JsonReport {
    private final StringBuilder out = new StringBuilder();

    private JsonReport() {}

    static String of(Report report) {
        JsonReport json = new JsonReport();
        json.value(content(report), "");
        return json.out.append('\n').toString();
    }

    private static Map<String, Object> content(Report report) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("provider", report.provider());
        content.put("verdict", report.verdict().toString());
        content.put("summary", report.summary());
        content.put("tckVersion", KitVersion.get());
        content.put("spiVersion", SpiVersion.CURRENT.toString());
        content.put(
                "providerSpiVersion",
                report.subject().spiVersion().map(SpiVersion::toString).orElse(""));
        content.put("backend", report.subject().backend());
        content.put("backendVersion", report.subject().version().orElse(""));
        content.put("options", report.subject().options());
        content.put("environment", Environment.get());
        content.put("seed", report.seed());
        content.put("timeLimit", report.timeLimit().toString());
        content.put("started", report.started().toString());
        content.put("ended", report.ended().toString());
        content.put("features", report.subject().featureNames());
        content.put("limits", report.subject().limits().map(JsonReport::limits).orElse(Map.of()));
        report.changes().ifPresent(changes -> content.put("changes", changes(changes)));
        content.put("rules", report.rules().stream().map(JsonReport::row).toList());
        return content;
    }

    private static Map<String, Object> limits(Limits limits) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("idBytes", limits.idBytes());
        map.put("nameBytes", limits.nameBytes());
        map.put("valueBytes", limits.valueBytes());
        map.put("snapshotBytes", limits.snapshotBytes());
        map.put("atomicRows", limits.atomicRows());
        map.put("atomicBytes", limits.atomicBytes());
        return map;
    }

    private static Map<String, Object> changes(Changes changes) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("previous", changes.previous());
        map.put("verdict", changes.verdict());
        map.put("lines", changes.lines());
        return map;
    }

    private static Map<String, Object> row(RuleResult result) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", result.rule().id());
        row.put("kind", result.rule().kind().name());
        row.put("status", result.status().toString());
        row.put("sentence", result.sentence());
        row.put("contracts", result.rule().contracts());
        row.put("milliseconds", milliseconds(result.duration()));
        row.put("cases", result.rule().cases());
        row.put("message", result.message());
        row.put("tests", result.tests().stream().map(JsonReport::test).toList());
        return row;
    }

    private static Map<String, Object> test(TestResult test) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", test.name());
        row.put("status", test.status().toString());
        row.put("milliseconds", milliseconds(test.duration()));
        row.put("message", test.message());
        return row;
    }

    private static BigDecimal milliseconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos() / 1000, 3);
    }

    private void value(Object value, String indent) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            out.append("{\n");
            Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
            while (entries.hasNext()) {
                Map.Entry<?, ?> entry = entries.next();
                out.append(indent)
                        .append("  ")
                        .append(Json.of(entry.getKey()).text())
                        .append(": ");
                value(entry.getValue(), indent + "  ");
                out.append(entries.hasNext() ? ",\n" : "\n");
            }
            out.append(indent).append('}');
        } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
            out.append("[\n");
            for (int i = 0; i < list.size(); i++) {
                out.append(indent).append("  ");
                value(list.get(i), indent + "  ");
                out.append(i < list.size() - 1 ? ",\n" : "\n");
            }
            out.append(indent).append(']');
        } else {
            out.append(Json.of(value).text());
        }
    }
}
