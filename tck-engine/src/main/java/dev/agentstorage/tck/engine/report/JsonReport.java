package dev.agentstorage.tck.engine.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the report for programs as indented JSON, with one space after each colon, so that simple text tools find {@code "verdict":
 * "CONFORMANT"}.
 */
final class JsonReport {
    private static final DefaultPrettyPrinter PRINTER = new DefaultPrettyPrinter()
            .withSeparators(Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"));
    private static final ObjectWriter WRITER = new ObjectMapper().writer(PRINTER);

    private JsonReport() {}

    static String of(Report report) {
        try {
            return WRITER.writeValueAsString(content(report)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report cannot be written as JSON", e);
        }
    }

    private static Map<String, Object> content(Report report) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("provider", report.provider());
        content.put("verdict", report.verdict().toString());
        content.put("summary", report.summary());
        content.put("tckVersion", report.kit().version());
        content.put("tckCommit", report.kit().commit());
        content.put("spiVersion", report.kit().spi());
        content.put("providerSpiVersion", report.subject().spiVersion().orElse(""));
        content.put("backend", report.subject().backend());
        content.put("backendVersion", report.subject().version().orElse(""));
        content.put("options", report.subject().options());
        content.put("environment", Environment.get());
        content.put("seed", report.seed());
        content.put("timeLimit", report.timeLimit().toString());
        content.put("started", report.started().toString());
        content.put("ended", report.ended().toString());
        content.put("features", report.subject().features());
        content.put("absentFaults", report.subject().absentFaults());
        content.put("limits", report.subject().limits());
        report.changes().ifPresent(changes -> content.put("changes", changes(changes)));
        content.put("rules", report.rules().stream().map(JsonReport::row).toList());
        return content;
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
}
