package dev.agentstorage.vector.s3vectors.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The body of a request, whose members are of the documented types and no others. */
record Request(JsonNode body) {
    Request only(String... members) {
        Set<String> known = Set.of(members);
        body.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw Refusal.invalid("Unknown member: " + name);
            }
        });
        return this;
    }

    Optional<String> text(String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw Refusal.invalid("Member must be a string: " + name);
        }
        return Optional.of(value.textValue());
    }

    String required(String name) {
        return text(name).orElseThrow(() -> Refusal.invalid("Missing required member: " + name));
    }

    int number(String name, int least, int most, Optional<Integer> usual) {
        JsonNode value = body.path(name);
        if (value.isMissingNode()) {
            return usual.orElseThrow(() -> Refusal.invalid("Missing required member: " + name));
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            throw Refusal.invalid("Value at '" + name + "' failed to satisfy constraint: Member must be between "
                    + least + " and " + most + ", inclusive");
        }
        return value.intValue();
    }

    boolean flag(String name) {
        JsonNode value = body.path(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw Refusal.invalid("Member must be a boolean: " + name);
        }
        return value.booleanValue();
    }

    List<JsonNode> list(String name, int most) {
        JsonNode value = body.path(name);
        if (!value.isArray() || value.isEmpty() || value.size() > most) {
            throw Refusal.invalid("Value at '" + name
                    + "' failed to satisfy constraint: Member must have length between 1 and " + most + ", inclusive");
        }
        List<JsonNode> elements = new ArrayList<>();
        value.forEach(elements::add);
        return elements;
    }

    List<String> keys(int most) {
        return list("keys", most).stream().map(Request::key).toList();
    }

    static String key(JsonNode node) {
        if (!node.isTextual()
                || node.textValue().isEmpty()
                || node.textValue().codePointCount(0, node.textValue().length()) > 1_024) {
            throw Refusal.invalid("A key must be a string of length between 1 and 1024, inclusive");
        }
        return node.textValue();
    }

    /** The text that a token of a page is bound to: all of the request, but for the length of the page. */
    String withoutToken() {
        return body.deepCopy() instanceof ObjectNode copy
                ? copy.without(List.of("nextToken", "maxResults")).toString()
                : "";
    }
}
