package dev.agentstorage.tck.model;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A piece of Java that uses the public API. It can be evaluated against a storage and printed as source, so that the printed program does exactly
 * what was run. Immutable.
 */
sealed interface Expression {
    /** Evaluates the expression in a storage; rethrows exceptions of the call. */
    Object in(Side side);

    /** Appends the source. */
    void print(JavaSource source);

    /** Returns a call of a method of this value; arguments that are not expressions become literals. */
    default Expression then(String method, Object... arguments) {
        return new Invocation(this, method, all(arguments));
    }

    /** Returns the storage that the calls go to. */
    static Expression storage() {
        return new TheStorage();
    }

    /** Returns the call of a static method. */
    static Expression call(Class<?> type, String method, Object... arguments) {
        return new StaticInvocation(type, method, all(arguments));
    }

    /** Returns the call of a constructor. */
    static Expression construct(Class<?> type, Object... arguments) {
        return new Creation(type, all(arguments));
    }

    /** Returns a static field. */
    static Expression field(Class<?> type, String name) {
        return new Constant(type, name);
    }

    /** Returns a reference to a method without parameters, or to a static one with one parameter. */
    static Expression reference(Class<?> type, String method) {
        return new Reference(type, method);
    }

    /** Returns {@code List.of(...)}. */
    static Expression list(Collection<?> elements) {
        return new StaticInvocation(List.class, "of", all(elements.toArray()));
    }

    /** Returns an expression unchanged, and anything else as a literal. */
    static Expression of(Object value) {
        return value instanceof Expression expression ? expression : new Literal(value);
    }

    private static List<Expression> all(Object... values) {
        return Arrays.stream(values).map(Expression::of).toList();
    }

    private static Object[] values(List<Expression> expressions, Side side) {
        return expressions.stream().map(expression -> expression.in(side)).toArray();
    }

    /** The storage. */
    record TheStorage() implements Expression {
        @Override
        public Object in(Side side) {
            return side.storage();
        }

        @Override
        public void print(JavaSource source) {
            source.text("storage");
        }
    }

    /** An id of the sequence; a name stands for a different id in each run. */
    record OwnId(String name) implements Expression {
        @Override
        public Object in(Side side) {
            return side.prefix() + name;
        }

        @Override
        public void print(JavaSource source) {
            source.text("run + ").literal(name);
        }
    }

    /** A value with a literal or another usual source form. */
    record Literal(Object value) implements Expression {
        @Override
        public Object in(Side side) {
            return value;
        }

        @Override
        public void print(JavaSource source) {
            source.literal(value);
        }
    }

    /** A static field. */
    record Constant(Class<?> type, String name) implements Expression {
        @Override
        public Object in(Side side) {
            try {
                Field field = type.getField(name);
                return field.get(null);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("no such constant: " + this, e);
            }
        }

        @Override
        public void print(JavaSource source) {
            source.type(type).text(".").text(name);
        }
    }

    /** A call of a method. */
    record Invocation(Expression target, String method, List<Expression> arguments) implements Expression {
        @Override
        public Object in(Side side) {
            Object receiver = target.in(side);
            return Members.invoke(receiver.getClass(), receiver, method, values(arguments, side));
        }

        @Override
        public void print(JavaSource source) {
            target.print(source);
            source.text(".").text(method).list(arguments);
        }
    }

    /** A call of a static method. */
    record StaticInvocation(Class<?> type, String method, List<Expression> arguments) implements Expression {
        @Override
        public Object in(Side side) {
            if (type == List.class) {
                return List.of(values(arguments, side));
            }
            return Members.invoke(type, null, method, values(arguments, side));
        }

        @Override
        public void print(JavaSource source) {
            source.type(type).text(".").text(method).list(arguments);
        }
    }

    /** A call of a constructor. */
    record Creation(Class<?> type, List<Expression> arguments) implements Expression {
        @Override
        public Object in(Side side) {
            return Members.construct(type, values(arguments, side));
        }

        @Override
        public void print(JavaSource source) {
            source.text("new ").type(type).list(arguments);
        }
    }

    /** A method as a function. */
    record Reference(Class<?> type, String method) implements Expression {
        @Override
        public Object in(Side side) {
            return (Function<Object, Object>) value -> Members.apply(type, method, value);
        }

        @Override
        public void print(JavaSource source) {
            source.type(type).text("::").text(method);
        }
    }

    /** A small map. */
    record Entries(List<Expression> keys, List<Expression> entryValues) implements Expression {
        @Override
        public Object in(Side side) {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                map.put(keys.get(i).in(side), entryValues.get(i).in(side));
            }
            return map;
        }

        @Override
        public void print(JavaSource source) {
            source.type(Map.class).text(".of(");
            for (int i = 0; i < keys.size(); i++) {
                source.text(i == 0 ? "" : ", ");
                keys.get(i).print(source);
                source.text(", ");
                entryValues.get(i).print(source);
            }
            source.text(")");
        }
    }

    /** An array of strings, for varargs methods. */
    record Texts(List<String> texts) implements Expression {
        @Override
        public Object in(Side side) {
            return texts.toArray(new String[0]);
        }

        @Override
        public void print(JavaSource source) {
            source.text("new String[] {");
            for (int i = 0; i < texts.size(); i++) {
                source.text(i == 0 ? "" : ", ").literal(texts.get(i));
            }
            source.text("}");
        }
    }
}
