package dev.agentstorage.dsql.local.internal.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers in the format of recorded cases. */
final class Answers {
    private Answers() {}

    /** An answer with its rows, unless the probe says that they differ from run to run, or expects none. */
    static ObjectNode json(Answer answer, JsonNode known, boolean ignoreRows) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        PgError error = answer.error();
        if (error != null) {
            json.put("outcome", "error").put("sqlstate", error.sqlState()).put("message", error.message());
            if (error.detail() != null) {
                json.put("detail", error.detail());
            }
            return json;
        }
        json.put("outcome", "ok").put("command_tag", answer.tag());
        List<String> columns = answer.columns();
        if (columns == null) {
            return json;
        }
        ArrayNode names = json.putArray("columns");
        columns.forEach(names::add);
        boolean variable = ignoreRows
                || answer.isJob()
                || (known.path("outcome").asText("ok").equals("ok") && !known.has("rows"));
        if (!variable) {
            rows(answer, json.putArray("rows"));
        }
        return json;
    }

    private static void rows(Answer answer, ArrayNode all) {
        for (List<@Nullable String> row : answer.rows()) {
            ArrayNode values = all.addArray();
            row.forEach(values::add);
        }
    }

    /** The answers to one message: the results of its statements, or the error that it ended with. */
    static ObjectNode ofMessage(List<Answer> answers, JsonNode known, boolean ignoreRows) {
        Answer last = answers.get(answers.size() - 1);
        if (!known.has("results") && (answers.size() == 1 || last.error() != null)) {
            return json(last, known, ignoreRows);
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("outcome", last.error() == null ? "ok" : "error");
        ArrayNode results = json.putArray("results");
        for (int i = 0; i < answers.size(); i++) {
            JsonNode mine = known.path("results").path(i);
            results.add(json(answers.get(i), mine, ignoreRows));
        }
        return json;
    }

    static Optional<String> difference(JsonNode known, JsonNode recorded, boolean ignoreRows) {
        if (!known.has("results")) {
            return Comparison.difference(known, recorded, ignoreRows);
        }
        JsonNode mine = known.get("results");
        JsonNode theirs = recorded.path("results");
        if (mine.size() != theirs.size()) {
            return Optional.of(mine.size() + " results here, there " + theirs);
        }
        for (int i = 0; i < mine.size(); i++) {
            Optional<String> difference = Comparison.difference(mine.get(i), theirs.get(i), ignoreRows);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }
}
