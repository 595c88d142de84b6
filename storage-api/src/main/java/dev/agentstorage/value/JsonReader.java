package dev.agentstorage.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.agentstorage.error.InvalidRequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Scans and parses JSON text. */
final class JsonReader {
    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Json.MAX_DEPTH)
                    .maxNumberLength(Json.MAX_NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonReader() {}

    /** Checks that the text is one JSON value and can be encoded in UTF-8, without building a tree. */
    static void scan(String text) {
        int lone = Utf8.loneSurrogate(text);
        if (lone >= 0) {
            throw new InvalidRequestException(
                    "json-lone-surrogate",
                    "JSON text has an unpaired surrogate; write it as an escape",
                    Map.of("offset", lone));
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw malformed(0);
            }
            parser.skipChildren();
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                // scalars are read lazily: without this, the next token would be requested before the end of the scalar
                // is checked
                parser.finishToken();
            }
            if (parser.nextToken() != null) {
                throw malformed(parser.currentTokenLocation().getCharOffset());
            }
        } catch (JsonProcessingException e) {
            throw malformed(e.getLocation() == null ? -1 : e.getLocation().getCharOffset());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses text that {@link #scan} has accepted. */
    static JsonNode parse(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return node(parser, parser.nextToken());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the kind of a text that {@link #scan} has accepted, by its first character. */
    static JsonKind kind(String text) {
        int at = 0;
        while (text.charAt(at) <= ' ') {
            at++;
        }
        return switch (text.charAt(at)) {
            case '{' -> JsonKind.OBJECT;
            case '[' -> JsonKind.ARRAY;
            case '"' -> JsonKind.STRING;
            case 't', 'f' -> JsonKind.BOOLEAN;
            case 'n' -> JsonKind.NULL;
            default -> JsonKind.NUMBER;
        };
    }

    /** Parses only the value at a path, in text that {@link #scan} has accepted; null when it is missing. */
    static @Nullable JsonNode find(String text, List<JsonPath> steps) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return find(parser, parser.nextToken(), steps);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable JsonNode find(JsonParser parser, JsonToken token, List<JsonPath> steps)
            throws IOException {
        if (steps.isEmpty()) {
            return node(parser, token);
        }
        String name = steps.get(0).name();
        List<JsonPath> further = steps.subList(1, steps.size());
        JsonNode found = null;
        if (token == JsonToken.START_OBJECT && name != null) {
            // the last of several members with the same name wins
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean wanted = parser.currentName().equals(name);
                JsonToken value = parser.nextToken();
                if (wanted) {
                    found = find(parser, value, further);
                } else {
                    parser.skipChildren();
                }
            }
        } else if (token == JsonToken.START_ARRAY && name == null) {
            int left = steps.get(0).index();
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                if (left-- == 0) {
                    found = find(parser, next, further);
                } else {
                    parser.skipChildren();
                }
            }
        } else {
            parser.skipChildren();
        }
        return found;
    }

    static JsonNode node(JsonParser parser, JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT -> {
                Map<String, JsonNode> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    members.put(name, node(parser, parser.nextToken()));
                }
                return new JsonNode.Obj(members);
            }
            case START_ARRAY -> {
                List<JsonNode> elements = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    elements.add(node(parser, next));
                }
                return new JsonNode.Arr(elements);
            }
            case VALUE_STRING -> {
                return new JsonNode.Str(parser.getText());
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                return new JsonNode.Num(parser.getText());
            }
            case VALUE_TRUE -> {
                return new JsonNode.Bool(true);
            }
            case VALUE_FALSE -> {
                return new JsonNode.Bool(false);
            }
            default -> {
                return JsonNode.Nul.INSTANCE;
            }
        }
    }

    /** Has no cause, because the parser's message quotes the text. */
    private static InvalidRequestException malformed(long offset) {
        return new InvalidRequestException(
                "json-malformed", "the text is not one valid JSON value", Map.of("offset", offset));
    }
}
