package dev.agentstorage.tck.contract;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.OpenValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of an entity, including those of nested records, so that one table of values can be tried in each of them. */
final class Fields {
    private Fields() {}

    /**
     * A field with a value rather than a nested record.
     *
     * @param path the names of the components on the path to it, separated by dots
     * @param type the type of its value
     * @param optional whether it may be absent
     */
    record Field(String path, Class<?> type, boolean optional) {
        /** Returns whether it contains text: an id, a name, an open value or a plain text. */
        boolean isText() {
            return type == String.class || OpenValue.class.isAssignableFrom(type);
        }
    }

    /** Returns the fields of a record, in order. */
    static List<Field> of(Record sample) {
        List<Field> fields = new ArrayList<>();
        collect("", sample, fields);
        return fields;
    }

    private static void collect(String prefix, Record holder, List<Field> fields) {
        for (RecordComponent component : holder.getClass().getRecordComponents()) {
            String path = prefix + component.getName();
            if (isHolder(component.getType())) {
                collect(path + ".", (Record) read(holder, component), fields);
            } else {
                fields.add(new Field(path, held(component), component.getType() == Optional.class));
            }
        }
    }

    private static boolean isHolder(Class<?> type) {
        return type.isRecord() && !OpenValue.class.isAssignableFrom(type) && type != AgentConfig.class;
    }

    private static Class<?> held(RecordComponent component) {
        if (component.getType() == Optional.class && component.getGenericType() instanceof ParameterizedType optional) {
            Type held = optional.getActualTypeArguments()[0];
            return held instanceof Class<?> type ? type : Object.class;
        }
        return component.getType();
    }

    /** Returns the value of a field; {@code null} when it is absent. */
    static @Nullable Object value(Record holder, Field field) {
        Object value = holder;
        for (String name : field.path().split("\\.", -1)) {
            Record record = (Record) value;
            value = read(
                    record,
                    Arrays.stream(record.getClass().getRecordComponents())
                            .filter(component -> component.getName().equals(name))
                            .findFirst()
                            .orElseThrow());
        }
        return value instanceof Optional<?> optional ? optional.orElse(null) : value;
    }

    /** Returns a copy of the record with this value of the field; {@code null} makes an optional field absent. */
    static <T extends Record> T with(T holder, Field field, @Nullable Object value) {
        return with(holder, field.path(), value);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Record> T with(T holder, String path, @Nullable Object value) {
        RecordComponent[] components = holder.getClass().getRecordComponents();
        @Nullable Object[] values = new Object[components.length];
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        for (int i = 0; i < components.length; i++) {
            Object old = read(holder, components[i]);
            if (!components[i].getName().equals(name)) {
                values[i] = old;
            } else if (dot >= 0) {
                values[i] = with((Record) old, path.substring(dot + 1), value);
            } else {
                values[i] = wrapped(components[i], value);
            }
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return (T) make(holder.getClass(), types, values);
    }

    private static @Nullable Object wrapped(RecordComponent component, @Nullable Object value) {
        Class<?> held = held(component);
        Object plain = value instanceof String text && OpenValue.class.isAssignableFrom(held)
                ? make(held, new Class<?>[] {String.class}, new Object[] {text})
                : value;
        return component.getType() == Optional.class ? Optional.ofNullable(plain) : plain;
    }

    private static Object make(Class<?> type, Class<?>[] types, @Nullable Object[] values) {
        try {
            Constructor<?> constructor = type.getConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object read(Record holder, RecordComponent component) {
        try {
            return component.getAccessor().invoke(holder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns each field with its value as text, with the exact text of JSON: records with equal texts are identical. */
    static Map<String, String> texts(Record entity) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts("", entity, texts);
        return texts;
    }

    private static void texts(String prefix, Record holder, Map<String, String> texts) {
        for (RecordComponent component : holder.getClass().getRecordComponents()) {
            Object value = read(holder, component);
            String path = prefix + component.getName();
            if (isHolder(component.getType())) {
                texts(path + ".", (Record) value, texts);
            } else if (value instanceof Optional<?> optional) {
                texts.put(path, optional.map(Fields::text).orElse("(absent)"));
            } else {
                texts.put(path, text(value));
            }
        }
    }

    private static String text(Object value) {
        if (value instanceof Json json) {
            return "JSON " + json.text();
        }
        return value instanceof AgentConfig config ? "JSON " + config.json().text() : "'" + value + "'";
    }
}
