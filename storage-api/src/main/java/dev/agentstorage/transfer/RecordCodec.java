package dev.agentstorage.transfer;

import dev.agentstorage.value.Json;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON and back, component by component, so that a component that is added to an entity can not be forgotten here. A JSON value
 * is written as a JSON string of its text, which keeps it to the character; a record of one component is written as that component.
 */
final class RecordCodec {
    /** What does not fit; the message is shown together with the line. */
    static final class Malformed extends Exception {
        Malformed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

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
            throw new IllegalStateException("a component of a public record can not be read", e);
        }
    }

    /** @throws Malformed when the JSON has a member too many or too few, or one that does not fit */
    static <R extends Record> R decode(Class<R> type, Json json) throws Malformed {
        RecordComponent[] components = type.getRecordComponents();
        List<Class<?>> types = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        Set<String> unknown = new HashSet<>(json.members().keySet());
        for (RecordComponent component : components) {
            types.add(component.getType());
            Json member = components.length == 1
                    ? json
                    : json.get(component.getName()).orElse(null);
            values.add(member(component, member));
            unknown.remove(component.getName());
        }
        if (components.length > 1 && !unknown.isEmpty()) {
            throw new Malformed(type.getSimpleName() + " has no " + String.join(", ", unknown), null);
        }
        try {
            return type.getConstructor(types.toArray(Class<?>[]::new)).newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            throw new Malformed("values that do not make a " + type.getSimpleName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a public record can not be made", e);
        }
    }

    private static Object member(RecordComponent component, @Nullable Json json) throws Malformed {
        Type type = component.getGenericType();
        boolean optional = component.getType() == Optional.class;
        if (json == null) {
            if (optional) {
                return Optional.empty();
            }
            throw new Malformed(component.getName() + " is missing", null);
        }
        try {
            Object value = value(optional ? argument(type) : type, json);
            return optional ? Optional.of(value) : value;
        } catch (DateTimeException | ArithmeticException | NumberFormatException | ClassCastException e) {
            throw new Malformed(component.getName() + " has a value that does not fit", null);
        }
    }

    private static Object value(Type type, Json json) throws Malformed {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            if (!(json.toJava() instanceof List<?>)) {
                throw new ClassCastException();
            }
            List<Object> elements = new ArrayList<>();
            for (Json element : json.elements()) {
                elements.add(value(argument(list), element));
            }
            return elements;
        } else if (type == String.class) {
            return text(json);
        } else if (type == Json.class) {
            return Json.parse(text(json));
        } else if (type == Instant.class) {
            return Instant.parse(text(json));
        } else if (type == boolean.class || type == Boolean.class) {
            return cast(Boolean.class, json);
        } else if (type == int.class) {
            return cast(Integer.class, json);
        } else if (type == double.class) {
            return Double.parseDouble(cast(Number.class, json).toString());
        } else if (type instanceof Class<?> record && record.isRecord()) {
            return decode(record.asSubclass(Record.class), json);
        }
        throw new IllegalStateException("no text form of " + type);
    }

    private static <T> T cast(Class<T> type, Json json) {
        Object value = json.toJava();
        if (value == null) {
            throw new ClassCastException();
        }
        return type.cast(value);
    }

    private static Type argument(Type type) {
        return ((ParameterizedType) type).getActualTypeArguments()[0];
    }

    private static String text(Json json) {
        return json.string().orElseThrow(ClassCastException::new);
    }
}
