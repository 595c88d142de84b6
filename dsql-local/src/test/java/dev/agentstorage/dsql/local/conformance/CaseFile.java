package dev.agentstorage.dsql.local.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentstorage.dsql.local.conformance.Case.Conflict;
import dev.agentstorage.dsql.local.conformance.Case.Script;
import dev.agentstorage.dsql.local.internal.record.Probes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads cases, one JSON object a line, and fixtures, one statement a line.
 *
 * <p>A case has {@code name}, {@code group}, {@code steps} and {@code expect}, or {@code sessions} of these. {@code expect}
 * has {@code outcome} ok or error, and {@code sqlstate}, {@code message}, {@code command_tag}, {@code columns},
 * {@code rows}, {@code rows_pg_text} (which counts where both are there); the {@code detail} of an error is compared where
 * it is given. With {@code protocol} simple the one step is one Query message, and its answers are in {@code results}.
 * What is not given is not compared, but for {@code columns}: a statement without them has none, unless they are null.
 * {@code ignore_rows} leaves the rows and their number alone, {@code known_gap} says why a case is not enforced. A case of
 * several sessions says how many {@code losers} there are, at which {@code loser_step}, or gives the {@code order} of turns,
 * which makes the answers certain.
 *
 * <p>{@code source} says in plain words where the expected answers are known from (a publication or a recording, the kind of
 * cluster, and the date); it is for readers and not compared.
 */
final class CaseFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CaseFile() {}

    static List<Case> cases(Path file) throws IOException {
        return cases(Files.readAllLines(file));
    }

    static List<Case> cases(String resource) {
        return cases(Probes.lines(resource));
    }

    private static List<Case> cases(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.isBlank())
                .map(CaseFile::parse)
                .toList();
    }

    static List<String> statements(Path file) throws IOException {
        return statements(Files.readAllLines(file));
    }

    static List<String> statements(String resource) {
        return statements(Probes.lines(resource));
    }

    private static List<String> statements(List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("--"))
                .toList();
    }

    private static Case parse(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            boolean simple = json.path("protocol").asText().equals("simple");
            JsonNode sessions = json.path("sessions");
            return new Case(
                    json.required("name").asText(),
                    json.required("group").asText(),
                    simple,
                    json.path("ignore_rows").asBoolean(),
                    text(json, "known_gap"),
                    sessions.isMissingNode() ? List.of(script(json)) : list(sessions, CaseFile::script),
                    sessions.isMissingNode() ? Optional.empty() : Optional.of(conflict(json)));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("not a case: " + line, e);
        }
    }

    private static Script script(JsonNode json) {
        List<Expectation> expected = new ArrayList<>();
        for (JsonNode expect : json.required("expect")) {
            JsonNode results = expect.path("results");
            if (results.isMissingNode()) {
                expected.add(expectation(expect));
            } else {
                expected.addAll(list(results, CaseFile::expectation));
            }
        }
        return new Script(list(json.required("steps"), JsonNode::asText), expected);
    }

    private static Expectation expectation(JsonNode json) {
        JsonNode rows = json.has("rows_pg_text") ? json.get("rows_pg_text") : json.path("rows");
        return new Expectation(
                !json.path("outcome").asText("ok").equals("error"),
                text(json, "sqlstate"),
                text(json, "message"),
                text(json, "detail"),
                text(json, "command_tag"),
                json.path("columns").isNull(),
                json.hasNonNull("columns")
                        ? Optional.of(list(json.get("columns"), JsonNode::asText))
                        : Optional.empty(),
                rows.isMissingNode() ? Optional.empty() : Optional.of(list(rows, CaseFile::row)));
    }

    private static List<@Nullable String> row(JsonNode json) {
        List<@Nullable String> values = new ArrayList<>();
        json.forEach(value -> values.add(value.isNull() ? null : value.asText()));
        return values;
    }

    private static Conflict conflict(JsonNode json) {
        return new Conflict(
                json.has("order") ? Optional.of(list(json.get("order"), JsonNode::asInt)) : Optional.empty(),
                json.path("losers").asInt(),
                json.path("loser_step").asInt(),
                json.path("loser_sqlstate").asText("40001"));
    }

    private static Optional<String> text(JsonNode json, String field) {
        return json.has(field) ? Optional.of(json.get(field).asText()) : Optional.empty();
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> read) {
        List<T> values = new ArrayList<>();
        array.forEach(element -> values.add(read.apply(element)));
        return values;
    }
}
