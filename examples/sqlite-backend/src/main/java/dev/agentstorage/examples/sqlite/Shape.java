package dev.agentstorage.examples.sqlite;

import dev.agentstorage.spi.support.StoredRow;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Json;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the records of the API are spread over columns: one for each component, named like it; those of a record in a record have the name of
 * the outer one before theirs; a record of one component is stored as that. Immutable.
 */
final class Shape {
    private record Part(
            RecordComponent component,
            int index,
            String column,
            Type type,
            @Nullable Shape nested) {}

    private final Constructor<?> constructor;
    private final List<Part> parts = new ArrayList<>();
    final List<String> columns = new ArrayList<>();

    /** Spreads a record over columns whose names begin with the prefix; the first one has this number in a row, from 1. */
    Shape(Class<?> record, String prefix, int first) {
        RecordComponent[] components = record.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            constructor = record.getConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a public record has a public constructor", e);
        }
        for (RecordComponent component : components) {
            String column =
                    prefix + component.getName().replaceAll("[A-Z]", "_$0").toLowerCase(Locale.ROOT);
            int index = first + columns.size();
            boolean optional = component.getType() == Optional.class;
            Type type = optional
                    ? ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0]
                    : component.getGenericType();
            boolean spread =
                    component.getType().isRecord() && component.getType().getRecordComponents().length > 1;
            Shape nested = spread ? new Shape(component.getType(), column + "_", index) : null;
            parts.add(new Part(component, index, column, type, nested));
            columns.addAll(nested == null ? List.of(column) : nested.columns);
        }
    }

    /** Returns the values of a record in the order of the columns, what is absent as an empty Optional. */
    List<Object> values(Object record) {
        List<Object> values = new ArrayList<>();
        for (Part part : parts) {
            Object value = get(part.component(), record);
            if (part.nested() == null) {
                values.add(value);
            } else {
                values.addAll(part.nested().values(value));
            }
        }
        return values;
    }

    /** Returns a value of a component as a column holds it. */
    static @Nullable Object stored(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.isPresent() ? stored(optional.get()) : null;
        } else if (value instanceof Instant instant) {
            return Instants.micros(instant);
        } else if (value instanceof Json json) {
            return json.text();
        } else if (value instanceof List<?> list) {
            return Json.of(list).text();
        } else if (value instanceof Boolean bool) {
            return bool ? 1 : 0;
        } else if (value instanceof Double number) {
            return number.toString();
        } else if (value instanceof Record wrapper) {
            return stored(get(wrapper.getClass().getRecordComponents()[0], wrapper));
        }
        return value;
    }

    /** Makes a record of a row. Throws a {@code CorruptDataException} if a column cannot be read. */
    Object read(ResultSet row, StoredRow stored) throws SQLException {
        Object[] values = new Object[parts.size()];
        for (int i = 0; i < values.length; i++) {
            Part part = parts.get(i);
            if (part.nested() != null) {
                values[i] = part.nested().read(row, stored);
            } else {
                Object value = value(part.type(), part, row, stored);
                boolean optional = part.component().getType() == Optional.class;
                values[i] = optional ? Optional.ofNullable(value) : stored.required(part.column(), value);
            }
        }
        return make(constructor, parts.get(0).column(), stored, values);
    }

    private static @Nullable Object value(Type type, Part part, ResultSet row, StoredRow stored) throws SQLException {
        String text = row.getString(part.index());
        if (text == null || type == String.class) {
            return text;
        } else if (type == Json.class) {
            return stored.json(part.column(), text);
        } else if (type == Instant.class) {
            return Instants.ofMicros(row.getLong(part.index()));
        } else if (type == boolean.class || type == Boolean.class) {
            return row.getInt(part.index()) == 1;
        } else if (type == int.class) {
            return row.getInt(part.index());
        } else if (type == double.class) {
            return Double.parseDouble(text);
        } else if (type instanceof Class<?> wrapper && wrapper.isRecord()) {
            Class<?> wrapped = wrapper.getRecordComponents()[0].getType();
            Object value = stored.required(part.column(), value(wrapped, part, row, stored));
            return make(wrapper.getConstructors()[0], part.column(), stored, value);
        }
        return stored.json(part.column(), text).elements().stream()
                .map(element -> stored.required(part.column(), element.string().orElse(null)))
                .toList();
    }

    private static Object make(Constructor<?> constructor, String column, StoredRow stored, Object... values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw stored.unreadable(column, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a public record can be made", e);
        }
    }

    private static Object get(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a component of a public record can be read", e);
        }
    }
}
