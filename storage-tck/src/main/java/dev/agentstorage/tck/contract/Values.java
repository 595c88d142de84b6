package dev.agentstorage.tck.contract;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.tck.contract.Fields.Field;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Utf8;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Values that are often stored incorrectly, for every field of every entity. */
final class Values {
    /**
     * Texts that are not blank: case, accents, normal forms, leading and trailing blanks, quotes, wildcards, escapes, and texts that look like
     * other types.
     */
    private static final List<String> TEXTS = List.of(
            "A",
            "a",
            "AbC",
            "É",
            "é",
            "e\u0301",
            "ß",
            "ı İ i",
            " before",
            "after ",
            "after",
            "two  blanks",
            "a\tb\nc\r\nd",
            "'\"`\\",
            "\\u0041\\n\\",
            "%_*?[a]",
            "$1 {} ${x} :x ? @p",
            "--;/*#",
            "<&>",
            "a,b;c|d",
            "../x?y=1&z",
            "😀𝒳",
            "\u200d\ufeff\uffff",
            "\u0001\u001f\u007f\u0085\u2028",
            "null",
            "true",
            "0012",
            "1e3",
            "NaN",
            "2024-01-01T00:00:00Z",
            "{\"a\":1}",
            "[]",
            "\"quoted\"");

    /** JSON objects: escapes, numbers, nulls, unusual names, blanks, order, depth, and strings that look like other types. */
    private static final List<Json> OBJECTS = Stream.of(
                    "{}",
                    "{\"k\":\"\\u0000\"}",
                    "{\"k\":\"a\\ud800b\"}",
                    "{\"k\":\"\\uD83D\\uDE00 😀\"}",
                    "{\"k\":\"\\u0041\\/\\b\\f\\n\\r\\t\\\"\\\\\"}",
                    "{\"k\":\"\u2028\u007f<&>'\"}",
                    "{\"k\":-0}",
                    "{\"k\":-0.0}",
                    "{\"k\":1.50}",
                    "{\"k\":1E3,\"l\":1e-7}",
                    "{\"k\":12345678901234567890.12345678901234567890}",
                    "{\"k\":null}",
                    "{\"k\":{\"l\":null,\"m\":[null,{}]}}",
                    "{\"\":1,\" \":2}",
                    "{\"b\":1,\"a\":2,\"B\":3}",
                    "{\"a.b\":1,\"a'b\":2,\"a\\\"b\":3,\"é\":4}",
                    " { \"k\" : [ 1 , 2 ] , \"l\" : { } } ",
                    "{\"k\":[1,[2,[3,[]]],\"1\",true,false]}",
                    "{\"k\":\"2024-01-01T00:00:00Z\",\"l\":\"null\",\"m\":\"1\"}",
                    "{\"k\":\"{\\\"l\\\":1}\",\"m\":\"\"}",
                    "{\"k\":1,\"k\":{\"l\":1,\"l\":2}}",
                    "{\"K\":true,\"k\":false}",
                    "{\"k\":\"É\",\"l\":\"e\u0301\"}",
                    "{\"k\":" + "[".repeat(60) + "]".repeat(60) + "}")
            .map(Json::parse)
            .toList();

    /** Instants before, at and after the limits of common time types, with microseconds and nanoseconds. */
    static final List<Instant> INSTANTS = Stream.of(
                    "0001-01-01T00:00:00Z",
                    "0001-01-01T00:00:00.000001Z",
                    "1582-10-04T12:00:00Z",
                    "1677-09-21T00:12:43.145224Z",
                    "1883-11-18T12:03:57.999999Z",
                    "1901-12-13T20:45:51.5Z",
                    "1969-12-31T23:59:59.999999Z",
                    "1969-12-31T23:59:59.9999995Z",
                    "1970-01-01T00:00:00Z",
                    "1970-01-01T00:00:00.000001Z",
                    "2024-02-29T23:59:59.123456Z",
                    "2024-02-29T23:59:59.123457Z",
                    "2024-03-31T01:30:00.5Z",
                    "2024-10-27T01:30:00.000000999Z",
                    "2038-01-19T03:14:08Z",
                    "2106-02-07T06:28:16Z",
                    "2262-04-11T23:47:16.854776Z",
                    "9999-12-31T23:59:59.999998Z",
                    "9999-12-31T23:59:59.999999Z")
            .map(Instant::parse)
            .toList();

    static final List<Double> NUMBERS = List.of(
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.1,
            1 / 3.0,
            0.30000000000000004,
            1e15 + 0.5,
            1e-300,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            -Double.MAX_VALUE);

    /** The texts that may be empty: those that are neither ids nor required. */
    private static final Set<String> MAY_BE_EMPTY = Set.of(
            "title",
            "workingMemory",
            "role",
            "type",
            "name",
            "entity.name",
            "parentEntity.name",
            "rootEntity.name",
            "correlation.environment",
            "correlation.source",
            "correlation.serviceName",
            "evaluation.reason",
            "evaluation.source",
            "evaluation.entityType",
            "evaluation.steps.preprocessPrompt",
            "evaluation.steps.extractPrompt",
            "evaluation.steps.analyzePrompt",
            "evaluation.steps.generateScorePrompt",
            "evaluation.steps.generateReasonPrompt",
            "evaluation.steps.reasonPrompt",
            "status",
            "changeMessage");

    private Values() {}

    /** Returns whether the field may contain the empty text. */
    static boolean mayBeEmpty(Field field) {
        return MAY_BE_EMPTY.contains(field.path());
    }

    /** Returns the texts, the longest ids among them. */
    static List<String> texts(int idBytes) {
        List<String> texts = new ArrayList<>(TEXTS);
        texts.addAll(longest("", idBytes));
        return texts;
    }

    /** Returns equally unusual texts that no other test has: each contains the mark, and none is a prefix of all others. */
    static List<String> marked(String mark, int idBytes) {
        List<String> texts = new ArrayList<>(List.of(mark));
        TEXTS.forEach(text -> texts.add(text.startsWith(" ") ? " " + mark + text : mark + text));
        texts.addAll(longest(mark, idBytes));
        return texts;
    }

    private static List<String> longest(String begin, int idBytes) {
        int left = Math.min(idBytes, 2_000) - (int) Utf8.length(begin);
        return left < 8
                ? List.of()
                : List.of(
                        begin + "x".repeat(left),
                        begin + "x".repeat(left - 1) + "y",
                        begin + "é".repeat(left / 2),
                        begin + "😀".repeat(left / 4));
    }

    /** Returns a value for the field that differs from that of every other field. */
    static Object usual(Field field, String mark, int number) {
        if (field.isText()) {
            return field.path() + " " + mark;
        } else if (field.type() == Instant.class) {
            return Instant.parse("2024-01-01T00:00:00Z").plus(number, ChronoUnit.MICROS);
        } else if (field.type() == Json.class) {
            return Json.of(Map.of("of", field.path()));
        } else if (field.type() == List.class) {
            return List.of(field.path(), mark);
        } else if (field.type() == AgentConfig.class) {
            return configOfTexts(List.of("name", "description", "instructions", "format"), 0);
        } else if (field.type() == boolean.class || field.type() == Boolean.class) {
            return true;
        } else {
            return field.type() == int.class ? (Object) (number + 1) : (Object) 0.25;
        }
    }

    /** Returns the JSON object with this number; higher numbers repeat. */
    static Json object(int number) {
        return OBJECTS.get(number % OBJECTS.size());
    }

    /** Returns the number of objects. */
    static int objects() {
        return OBJECTS.size();
    }

    /** Returns lists of text: empty, with the empty text, with duplicates, in both orders. */
    static List<String> list(List<String> texts, int number) {
        String text = texts.get(number % texts.size());
        String other = texts.get((number + 1) % texts.size());
        return switch (number % 4) {
            case 0 -> List.of();
            case 1 -> List.of(text, "", other);
            case 2 -> List.of(other, text, text);
            default -> List.of(text);
        };
    }

    /** Returns a configuration whose fields of text have texts of the table. */
    static AgentConfig configOfTexts(List<String> texts, int number) {
        List<String> turned = IntStream.range(0, 4)
                .mapToObj(i -> texts.get((number + i) % texts.size()))
                .toList();
        return AgentConfig.builder()
                .name(turned.get(0))
                .description(turned.get(1))
                .instructions(turned.get(2))
                .skillsFormat(turned.get(3))
                .model(Json.of(Map.of("name", turned.get(0))))
                .build();
    }

    /** Returns a configuration whose other fields have objects of the table, an unknown one among them. */
    static AgentConfig configOfObjects(int number) {
        AgentConfig.Builder config = AgentConfig.builder().name("name").model(object(number));
        List<String> open = new ArrayList<>(AgentConfig.FIELDS);
        open.removeAll(List.of("name", "description", "instructions", "model", "skillsFormat"));
        open.add("a field of later");
        for (int i = 0; i < open.size(); i++) {
            config.set(open.get(i), object(number + i + 1));
        }
        Json blocks = Json.parse("[" + object(number).text() + "]");
        return config.set("instructions", blocks).build();
    }
}
