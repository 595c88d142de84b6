package dev.agentstorage.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.agentstorage.transfer.RecordCodec.Malformed;
import dev.agentstorage.value.Json;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads one line of an export: a JSON object without duplicate names. The line is streamed and never held in memory as text. */
final class Line {
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Json.MAX_DEPTH)
                    .maxNumberLength(Json.MAX_NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final int MOST_SHOWN = 80;

    /** Receives a member and reads its value; the parser is at its first token before and at its last token after. */
    @FunctionalInterface
    interface Member {
        void take(String name, JsonParser value) throws IOException, Malformed;
    }

    private Line() {}

    /**
     * Reads a line to its end.
     *
     * @throws Malformed when the line is not a single JSON object, or has a duplicate name
     */
    static void read(LineReader line, Member member) throws IOException, Malformed {
        try (JsonParser parser = FACTORY.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("the line is not a JSON object", null);
            }
            members(parser, member);
            if (parser.nextToken() != null) {
                throw new Malformed("unexpected text after the JSON object", null);
            }
        } catch (JsonProcessingException e) {
            // without the cause: the parser's message quotes the text
            throw new Malformed("the line is not a JSON object", null);
        }
    }

    /**
     * Reads the members of an object; the parser is at its first token.
     *
     * @throws Malformed when a name is duplicate
     */
    static void members(JsonParser parser, Member member) throws IOException, Malformed {
        Set<String> names = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (!names.add(name)) {
                throw new Malformed("an object has a name twice: " + shown(name), null);
            }
            parser.nextToken();
            member.take(name, parser);
        }
    }

    /**
     * Reads an object whose values are integers.
     *
     * @throws Malformed when it is none
     */
    static Map<String, Long> counts(JsonParser parser) throws IOException, Malformed {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new Malformed("the counts are not an object", null);
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        members(parser, (name, value) -> {
            if (value.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || value.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                throw new Malformed("a count is not an integer", null);
            }
            counts.put(name, value.getLongValue());
        });
        return counts;
    }

    /** The first characters of a name, for an error. */
    static String shown(String name) {
        return name.length() <= MOST_SHOWN ? name : name.substring(0, MOST_SHOWN);
    }
}
