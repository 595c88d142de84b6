package dev.agentstorage.tck.model;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.value.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Writes a sequence as Java source: a class whose {@code main} makes the calls and prints their results. Not thread-safe. */
final class JavaSource {
    private final StringBuilder body = new StringBuilder();
    private final SortedSet<String> imports = new TreeSet<>();

    /** Returns the source of a class {@code Replay}; its argument is the name of a backend. */
    static String of(Sequence sequence) {
        JavaSource source = new JavaSource();
        for (Operation operation : sequence.operations()) {
            source.text("            ");
            operation.print(source);
            source.text("\n");
        }
        for (Class<?> type : List.of(
                AtomicReference.class,
                Instant.class,
                InstantSource.class,
                Storage.class,
                StorageConfig.class,
                StorageException.class,
                Storages.class,
                Supplier.class,
                UUID.class)) {
            source.imports.add(type.getName());
        }
        StringBuilder text = new StringBuilder();
        source.imports.forEach(name -> text.append("import ").append(name).append(";\n"));
        return text + """

                /** Makes the calls against the backend that the argument names. */
                public final class Replay {
                    public static void main(String[] arguments) {
                        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("%s"));
                        InstantSource clock = now::get;
                        String run = "z" + UUID.randomUUID() + "-";
                        try (Storage storage = Storages.open(
                                Storages.require(arguments[0]), StorageConfig.of(arguments[0]), clock)) {
                %s        }
                    }

                    private static void show(Supplier<Object> call) {
                        try {
                            System.out.println(call.get());
                        } catch (StorageException e) {
                            System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
                        }
                    }
                }
                """.formatted(sequence.start(), source.body);
    }

    /** Returns the source of one expression. */
    static String of(Expression expression) {
        JavaSource source = new JavaSource();
        expression.print(source);
        return source.body.toString();
    }

    JavaSource text(String text) {
        body.append(text);
        return this;
    }

    /** Appends the name of a type, and imports it. */
    JavaSource type(Class<?> type) {
        Class<?> outer = type;
        String name = type.getSimpleName();
        while (outer.getEnclosingClass() != null) {
            outer = outer.getEnclosingClass();
            name = outer.getSimpleName() + "." + name;
        }
        if (!outer.getPackageName().equals("java.lang")) {
            imports.add(outer.getName());
        }
        return text(name);
    }

    /** Appends expressions in parentheses. */
    JavaSource list(List<Expression> expressions) {
        text("(");
        for (int i = 0; i < expressions.size(); i++) {
            text(i == 0 ? "" : ", ");
            expressions.get(i).print(this);
        }
        return text(")");
    }

    /** Appends a value as a literal, or as the call that makes it. */
    JavaSource literal(Object value) {
        if (value instanceof String string) {
            return text(quoted(string));
        }
        if (value instanceof Long number) {
            return text(number + "L");
        }
        if (value instanceof Integer || value instanceof Boolean || value instanceof Double) {
            return text(value.toString());
        }
        if (value instanceof Enum<?> constant) {
            return type(constant.getDeclaringClass()).text(".").text(constant.name());
        }
        if (value instanceof Instant instant) {
            return parsed(Instant.class, instant.toString());
        }
        if (value instanceof Duration duration) {
            return parsed(Duration.class, duration.toString());
        }
        if (value instanceof Json json) {
            return parsed(Json.class, json.text());
        }
        throw new IllegalStateException("no source for " + value.getClass());
    }

    private JavaSource parsed(Class<?> type, String text) {
        return type(type).text(".parse(").literal(text).text(")");
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                default ->
                    quoted.append(
                            c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return quoted.append('"').toString();
    }
}
