package dev.agentstorage.dsql.local.internal.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** Compares a recorded answer with that of the endpoint. Fields that a probe does not have are not compared. */
final class Comparison {
    private static final Pattern COUNT = Pattern.compile(" \\d+$");

    private Comparison() {}

    /** @return the first difference, empty if there is none */
    static Optional<String> difference(JsonNode known, JsonNode recorded, boolean ignoreRows) {
        String outcome = known.path("outcome").asText("ok");
        if (!outcome.equals(recorded.path("outcome").asText("ok"))) {
            return Optional.of(outcome + " here, there " + recorded);
        }
        for (String field : new String[] {"sqlstate", "message", "detail", "command_tag", "columns", "rows"}) {
            JsonNode mine = known.path(field);
            JsonNode theirs = recorded.path(field);
            if ((ignoreRows && field.equals("rows")) || !isNamed(known, field)) {
                continue;
            }
            boolean countless = ignoreRows && field.equals("command_tag");
            if (countless ? !withoutCount(mine).equals(withoutCount(theirs)) : !mine.equals(theirs)) {
                return Optional.of(field + " " + mine + " here, there " + theirs);
            }
        }
        return Optional.empty();
    }

    /** A statement without columns has none, unless they are null. */
    private static boolean isNamed(JsonNode known, String field) {
        if (field.equals("columns")) {
            return known.path("outcome").asText("ok").equals("ok")
                    && !known.path(field).isNull();
        }
        return known.has(field);
    }

    private static String withoutCount(JsonNode tag) {
        return COUNT.matcher(tag.asText()).replaceFirst("");
    }
}
