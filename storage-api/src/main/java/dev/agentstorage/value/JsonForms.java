package dev.agentstorage.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Converts Java values to JSON and back; {@link Json#of} documents the mapping. */
final class JsonForms {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*+)(\\.[0-9]++)?([eE][+-]?[0-9]++)?");

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonReader.FACTORY).registerModule(new FormModule());

    private JsonForms() {}

    /**
     * Returns the JSON of a value at the given nesting depth.
     *
     * @throws InvalidRequestException {@code json-unconvertible}
     */
    static JsonNode of(@Nullable Object value, int depth) {
        try {
            return node(value, depth);
        } catch (Refusal e) {
            throw e.asError();
        }
    }

    /**
     * Checks the name of a member.
     *
     * @throws InvalidRequestException {@code json-unconvertible} for a lone surrogate
     */
    static void checkName(String name) {
        if (Utf8.loneSurrogate(name) >= 0) {
            throw new Refusal(name).asError();
        }
    }

    /**
     * Reads JSON text into a type.
     *
     * @throws InvalidRequestException {@code json-unconvertible} when the text does not fit the type
     */
    static <T> T read(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            // without the cause: its message quotes the document
            throw new InvalidRequestException(
                    "json-unconvertible",
                    "the JSON value does not fit the type",
                    Details.of("path", JsonPath.pointer(tokens(e)), "type", type.getName()));
        }
    }

    private static JsonNode node(@Nullable Object value, int depth) {
        if (depth > Json.MAX_DEPTH) {
            throw new Refusal(value);
        } else if (value == null) {
            return JsonNode.Nul.INSTANCE;
        } else if (value instanceof Json json) {
            JsonNode root = json.root();
            if (depth + JsonNode.height(root) > Json.MAX_DEPTH) {
                throw new Refusal(value);
            }
            return root;
        } else if (value instanceof CharSequence || value instanceof Character) {
            return new JsonNode.Str(value.toString());
        } else if (value instanceof OpenValue open) {
            return new JsonNode.Str(open.value());
        } else if (value instanceof Boolean bool) {
            return new JsonNode.Bool(bool);
        } else if (value instanceof Number number) {
            return number(number);
        } else if (value instanceof Map<?, ?> map) {
            return object(map, depth);
        } else if (value instanceof Iterable<?> elements
                && !(value instanceof Path || value instanceof JsonSerializable)) {
            return array(elements, depth);
        } else if (value.getClass().isArray()) {
            return array(value, depth);
        } else if (FormModule.isOfJdk(value.getClass())) {
            return jdk(value, depth);
        }
        return bean(value, depth);
    }

    private static JsonNode number(Number number) {
        String text = number.toString();
        if (text.length() > Json.MAX_NUMBER_LENGTH || !NUMBER.matcher(text).matches()) {
            throw new Refusal(number);
        }
        return new JsonNode.Num(text);
    }

    private static JsonNode object(Map<?, ?> map, int depth) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        map.forEach((key, member) -> {
            String name = name(key);
            members.put(name, child(name, member, depth));
        });
        return new JsonNode.Obj(members);
    }

    private static String name(@Nullable Object key) {
        if (key instanceof String name && Utf8.loneSurrogate(name) < 0) {
            return name;
        }
        if (key != null && !(key instanceof String) && node(key, 0) instanceof JsonNode.Str text) {
            return name(text.value());
        }
        throw new Refusal(key);
    }

    private static JsonNode array(Iterable<?> elements, int depth) {
        List<JsonNode> nodes = new ArrayList<>();
        for (Object element : elements) {
            nodes.add(child(nodes.size(), element, depth));
        }
        return new JsonNode.Arr(nodes);
    }

    private static JsonNode array(Object array, int depth) {
        if (array instanceof byte[] bytes) {
            return new JsonNode.Str(Base64.getEncoder().encodeToString(bytes));
        } else if (array instanceof char[] chars) {
            return new JsonNode.Str(new String(chars));
        }
        int length = Array.getLength(array);
        List<JsonNode> nodes = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            nodes.add(child(i, Array.get(array, i), depth));
        }
        return new JsonNode.Arr(nodes);
    }

    private static JsonNode child(Object token, @Nullable Object value, int depth) {
        try {
            return node(value, depth + 1);
        } catch (Refusal e) {
            e.isBelow(token.toString());
            throw e;
        }
    }

    private static JsonNode jdk(Object value, int depth) {
        if (value instanceof Optional<?> optional) {
            return node(optional.orElse(null), depth);
        } else if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? number(optional.getAsInt()) : JsonNode.Nul.INSTANCE;
        } else if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? number(optional.getAsLong()) : JsonNode.Nul.INSTANCE;
        } else if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? number(optional.getAsDouble()) : JsonNode.Nul.INSTANCE;
        }
        TextForm<?> form = TextForm.of(value);
        if (form != null) {
            return new JsonNode.Str(form.write(value));
        } else if (value instanceof Enum<?>) {
            return bean(value, depth);
        }
        throw new Refusal(value);
    }

    /** Converts the properties of a bean or record. Jackson returns the values that {@link FormModule} leaves unchanged; they are converted here. */
    private static JsonNode bean(Object value, int depth) {
        Object properties;
        try (TokenBuffer buffer = new TokenBuffer(MAPPER, false)) {
            MAPPER.writeValue(buffer, value);
            properties = MAPPER.readValue(buffer.asParser(), Object.class);
        } catch (JsonProcessingException e) {
            throw new Refusal(value, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (properties == value) {
            throw new Refusal(value);
        }
        return node(properties, depth);
    }

    private static List<String> tokens(JsonProcessingException e) {
        return places(e).stream()
                .map(at -> at.getFieldName() == null ? Integer.toString(at.getIndex()) : at.getFieldName())
                .toList();
    }

    private static List<JsonMappingException.Reference> places(JsonProcessingException e) {
        return e instanceof JsonMappingException at ? at.getPath() : List.of();
    }

    /** A value has no JSON form; the path of the value is assembled while the exception propagates. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Deque<String> path = new ArrayDeque<>();
        private final String type;

        Refusal(@Nullable Object value) {
            super("no JSON form", null, false, false);
            this.type = name(value);
        }

        /** For an error of Jackson in a bean; only an exception thrown by a method of the bean is kept as the cause. */
        Refusal(Object bean, JsonProcessingException found) {
            super("no JSON form", found.getCause(), false, false);
            List<JsonMappingException.Reference> places = places(found);
            path.addAll(tokens(found));
            this.type =
                    name(places.isEmpty() ? bean : places.get(places.size() - 1).getFrom());
        }

        private static String name(@Nullable Object value) {
            return value == null ? "null" : value.getClass().getName();
        }

        void isBelow(String token) {
            path.addFirst(token);
        }

        InvalidRequestException asError() {
            return new InvalidRequestException(
                    "json-unconvertible",
                    "the value has no JSON form",
                    Details.of("path", JsonPath.pointer(path), "type", type),
                    getCause());
        }
    }
}
