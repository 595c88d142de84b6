package dev.agentstorage.vector.s3vectors.stub;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * The documented filter language. Where the documents leave a meaning open, the stub takes the one that is worse for a careless client: an
 * inequality is false of a record without the key.
 */
final class Filter {
    private static final Set<String> RANGES = Set.of("$gt", "$gte", "$lt", "$lte");

    private final Set<String> notFilterable;

    Filter(Set<String> notFilterable) {
        this.notFilterable = notFilterable;
    }

    Predicate<JsonNode> of(JsonNode filter) {
        if (!filter.isObject() || filter.isEmpty()) {
            throw Refusal.invalid("Invalid query filter: a filter must be a non-empty object");
        }
        List<Predicate<JsonNode>> parts = new ArrayList<>();
        filter.properties().forEach(member -> parts.add(member(member)));
        return parts.stream().reduce(Predicate::and).orElseThrow();
    }

    private Predicate<JsonNode> member(Map.Entry<String, JsonNode> member) {
        String name = member.getKey();
        if (name.equals("$and")) {
            return parts(member.getValue()).stream().reduce(Predicate::and).orElseThrow();
        }
        if (name.equals("$or")) {
            return parts(member.getValue()).stream().reduce(Predicate::or).orElseThrow();
        }
        if (name.startsWith("$")) {
            throw Refusal.invalid("Invalid query filter: unknown operator " + name);
        }
        if (notFilterable.contains(name)) {
            throw Refusal.invalid("Invalid query filter: " + name + " is a non-filterable metadata key");
        }
        JsonNode condition = member.getValue();
        if (!condition.isObject()) {
            return equal(name, primitive(condition));
        }
        if (condition.isEmpty()) {
            throw Refusal.invalid("Invalid query filter: a condition must not be empty");
        }
        List<Predicate<JsonNode>> operators = new ArrayList<>();
        condition
                .properties()
                .forEach(operator -> operators.add(operator(name, operator.getKey(), operator.getValue())));
        return operators.stream().reduce(Predicate::and).orElseThrow();
    }

    private List<Predicate<JsonNode>> parts(JsonNode value) {
        return elements(value).stream().map(this::of).toList();
    }

    private Predicate<JsonNode> operator(String key, String operator, JsonNode operand) {
        if (RANGES.contains(operator)) {
            return range(key, operator, operand);
        }
        return switch (operator) {
            case "$eq" -> equal(key, primitive(operand));
            case "$ne" -> has(key).and(equal(key, primitive(operand)).negate());
            case "$in" -> any(key, operand);
            case "$nin" -> has(key).and(any(key, operand).negate());
            case "$exists" -> {
                if (!operand.isBoolean()) {
                    throw Refusal.invalid("Invalid query filter: $exists needs a boolean");
                }
                yield operand.booleanValue() ? has(key) : has(key).negate();
            }
            default -> throw Refusal.invalid("Invalid query filter: unknown operator " + operator);
        };
    }

    private static Predicate<JsonNode> has(String key) {
        return metadata -> metadata.has(key);
    }

    private static Predicate<JsonNode> any(String key, JsonNode operand) {
        return elements(operand).stream()
                .map(element -> equal(key, primitive(element)))
                .reduce(Predicate::or)
                .orElseThrow();
    }

    private static Predicate<JsonNode> equal(String key, JsonNode wanted) {
        return metadata -> {
            JsonNode value = metadata.path(key);
            return value.isArray()
                    ? StreamSupport.stream(value.spliterator(), false).anyMatch(element -> same(element, wanted))
                    : same(value, wanted);
        };
    }

    private static boolean same(JsonNode value, JsonNode wanted) {
        boolean numbers = value.isNumber() && wanted.isNumber();
        return numbers ? value.doubleValue() == wanted.doubleValue() : value.equals(wanted);
    }

    private static Predicate<JsonNode> range(String key, String operator, JsonNode operand) {
        if (!operand.isNumber()) {
            throw Refusal.invalid("Invalid query filter: " + operator + " needs a number");
        }
        double bound = operand.doubleValue();
        DoublePredicate within = switch (operator) {
            case "$gt" -> value -> value > bound;
            case "$gte" -> value -> value >= bound;
            case "$lt" -> value -> value < bound;
            default -> value -> value <= bound;
        };
        return metadata ->
                metadata.path(key).isNumber() && within.test(metadata.path(key).doubleValue());
    }

    private static JsonNode primitive(JsonNode value) {
        if (!value.isTextual() && !value.isNumber() && !value.isBoolean()) {
            throw Refusal.invalid("Invalid query filter: an operand must be a string, number or boolean");
        }
        return value;
    }

    private static List<JsonNode> elements(JsonNode value) {
        if (!value.isArray() || value.isEmpty()) {
            throw Refusal.invalid("Invalid query filter: an operator needs a non-empty array");
        }
        return StreamSupport.stream(value.spliterator(), false).toList();
    }
}
