package dev.agentstorage.transfer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import dev.agentstorage.value.Json;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Converts records to JSON and back, component by component, so that new components of an entity are included automatically. A {@link Json} value
 * is written as a JSON string of its text, which preserves every character; a record with one component is written as that component.
 */
final class RecordCodec {
    /** A value that does not fit the record; the message is reported together with the line number. */
    static final class Malformed extends Exception {
        Malformed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Components that older exports lack, with their defaults. */
    private static final Map<String, Object> LATER = Map.of("WorkflowRun.labels", Json.EMPTY_OBJECT);

    private RecordCodec() {}

    static Object encode(Object value) {
        if (value instanceof Record record) {
            return encode(record);
        } else if (value instanceof Json json) {
            return json.text();
        } else if (value instanceof Instant instant) {
            return instant.toString();
        } else if (value instanceof List<?> list) {
            return list.stream().map(RecordCodec::encode).toList();
        }
        return value;
    }

    private static Object encode(Record record) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        if (components.length == 1) {
            return encode(get(components[0], record));
        }
        Map<String, Object> members = new LinkedHashMap<>();
        for (RecordComponent component : components) {
            Object value = get(component, record);
            if (!(value instanceof Optional<?> optional)) {
                members.put(component.getName(), encode(value));
            } else if (optional.isPresent()) {
                members.put(component.getName(), encode(optional.get()));
            }
        }
        return members;
    }

    private static Object get(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a component of a public record cannot be read", e);
        }
    }

    /**
     * Reads a record; the parser is at its first token before and at its last token after. Values of unknown members are never built.
     *
     * @throws Malformed when the JSON has an unknown or duplicate member, lacks a required one, or a value that does not fit
     */
    static <R extends Record> R decode(Class<R> type, JsonParser json) throws IOException, Malformed {
        RecordComponent[] components = type.getRecordComponents();
        Map<String, Object> values = new HashMap<>();
        if (components.length == 1) {
            values.put(components[0].getName(), value(components[0], json));
        } else if (json.currentToken() == JsonToken.START_OBJECT) {
            Line.members(json, (name, member) -> values.put(name, value(component(type, name), member)));
        } else {
            throw new Malformed(type.getSimpleName() + " is not a JSON object", null);
        }
        Class<?>[] types = new Class<?>[components.length];
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            boolean optional = component.getType() == Optional.class;
            Object value = values.getOrDefault(
                    component.getName(), LATER.get(type.getSimpleName() + '.' + component.getName()));
            if (value == null && !optional) {
                throw new Malformed(component.getName() + " is missing", null);
            }
            types[i] = component.getType();
            arguments[i] = optional ? Optional.ofNullable(value) : value;
        }
        try {
            return type.getConstructor(types).newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new Malformed("values that do not make a " + type.getSimpleName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a public record cannot be made", e);
        }
    }

    private static RecordComponent component(Class<?> type, String name) throws Malformed {
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getName().equals(name)) {
                return component;
            }
        }
        throw new Malformed(type.getSimpleName() + " has no " + Line.shown(name), null);
    }

    /** Reads the value of a component; for an optional component, the value inside. */
    private static Object value(RecordComponent component, JsonParser json) throws IOException, Malformed {
        Type type = component.getGenericType();
        try {
            return value(component.getType() == Optional.class ? argument(type) : type, json);
        } catch (DateTimeException | NumberFormatException | ClassCastException | InputCoercionException e) {
            throw new Malformed(component.getName() + " has a value that does not fit", null);
        }
    }

    private static Object value(Type type, JsonParser json) throws IOException, Malformed {
        JsonToken token = json.currentToken();
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            expect(token == JsonToken.START_ARRAY);
            List<Object> elements = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                elements.add(value(argument(list), json));
            }
            return elements;
        } else if (type == String.class) {
            return text(json);
        } else if (type == Json.class) {
            return Json.parse(text(json));
        } else if (type == Instant.class) {
            return Instant.parse(text(json));
        } else if (type == boolean.class || type == Boolean.class) {
            expect(token.isBoolean());
            return json.getBooleanValue();
        } else if (type == int.class) {
            expect(token == JsonToken.VALUE_NUMBER_INT);
            return json.getIntValue();
        } else if (type == double.class) {
            expect(token.isNumeric());
            return Double.parseDouble(json.getText());
        } else if (type instanceof Class<?> record && record.isRecord()) {
            return decode(record.asSubclass(Record.class), json);
        }
        throw new IllegalStateException("no text form of " + type);
    }

    private static String text(JsonParser json) throws IOException {
        expect(json.currentToken() == JsonToken.VALUE_STRING);
        return json.getText();
    }

    private static void expect(boolean fits) {
        if (!fits) {
            throw new ClassCastException();
        }
    }

    private static Type argument(Type type) {
        return ((ParameterizedType) type).getActualTypeArguments()[0];
    }
}
