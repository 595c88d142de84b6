package dev.agentstorage.config;

import dev.agentstorage.internal.Checks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A configuration option of a backend: its name, type and constraints. A provider declares its options once, as constants, and reads them
 * with {@link StorageConfig#get(Option)} (rule {@code CFG-03}). Immutable and thread-safe.
 *
 * <p>A name is lower camel case, or lower case with hyphens or dots ({@code maxPoolSize}, {@code max-pool-size}). It must be unique in its
 * provider, also as {@link #environmentName()}.
 *
 * @param <T> the type of the value
 */
public final class Option<T> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-zA-Z0-9]*([.-][a-zA-Z0-9]+)*");
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|[.-]");

    /** How a value is parsed from text. */
    public enum Kind {
        /** Any text. */
        STRING,
        /** A whole number of 32 bits. */
        INTEGER,
        /** A whole number of 64 bits. */
        LONG,
        /** {@code true} or {@code false}. */
        BOOLEAN,
        /** A number with a unit ({@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d}) or ISO 8601 ({@code PT30S}). */
        DURATION,
        /** The name of a constant, in any case, with hyphens or underscores. */
        ENUM,
        /** A path of the default file system. */
        PATH,
        /** An object of a class, which has no text form: only programs can set it. */
        OBJECT
    }

    private final String name;
    private final Kind kind;
    private final Class<T> type;
    private final @Nullable T defaultValue;
    private final boolean required;
    private final boolean secret;
    private final String description;
    private final String requirement;
    private final Predicate<? super T> accepted;

    private Option(
            String name,
            Kind kind,
            Class<T> type,
            @Nullable T defaultValue,
            boolean required,
            boolean secret,
            String description,
            String requirement,
            Predicate<? super T> accepted) {
        this.name = name;
        this.kind = kind;
        this.type = type;
        this.defaultValue = defaultValue;
        this.required = required;
        this.secret = secret;
        this.description = description;
        this.requirement = requirement;
        this.accepted = accepted;
    }

    private static <T> Option<T> of(String name, Kind kind, Class<T> type) {
        if (!NAME.matcher(Checks.notNull("name", name)).matches()) {
            throw new IllegalArgumentException("not a name of an option: " + name);
        }
        Option<T> option =
                new Option<>(name, kind, Checks.notNull("type", type), null, false, false, "", "", value -> true);
        if (StorageConfig.RESERVED.contains(option.environmentName())) {
            throw new IllegalArgumentException("a name that every configuration has: " + name);
        }
        return option;
    }

    /**
     * Creates an option of any text.
     *
     * @param name the name of the option
     * @return the option
     */
    public static Option<String> string(String name) {
        return of(name, Kind.STRING, String.class);
    }

    /**
     * Creates an option of a whole number of 32 bits.
     *
     * @param name the name of the option
     * @return the option
     */
    public static Option<Integer> integer(String name) {
        return of(name, Kind.INTEGER, Integer.class);
    }

    /**
     * Creates an option of a whole number of 64 bits.
     *
     * @param name the name of the option
     * @return the option
     */
    public static Option<Long> longInteger(String name) {
        return of(name, Kind.LONG, Long.class);
    }

    /**
     * Creates a boolean option.
     *
     * @param name the name of the option
     * @return the option
     */
    public static Option<Boolean> bool(String name) {
        return of(name, Kind.BOOLEAN, Boolean.class);
    }

    /**
     * Creates an option of a duration.
     *
     * @param name the name of the option
     * @return the option
     */
    public static Option<Duration> duration(String name) {
        return of(name, Kind.DURATION, Duration.class);
    }

    /**
     * Creates an option of one of the constants of an enum.
     *
     * @param <E> the type of the enum
     * @param name the name of the option
     * @param type the enum
     * @return the option
     */
    public static <E extends Enum<E>> Option<E> enumeration(String name, Class<E> type) {
        return of(name, Kind.ENUM, type);
    }

    /**
     * Creates an option of a file or folder.
     *
     * @param name the name of the option
     * @return the option
     */
    public static Option<Path> path(String name) {
        return of(name, Kind.PATH, Path.class);
    }

    /**
     * Creates an option of an object that the program provides, such as a {@code DataSource}. It is never shown.
     *
     * @param <T> the type of the value
     * @param name the name of the option
     * @param type the type of the value
     * @return the option
     */
    public static <T> Option<T> object(String name, Class<T> type) {
        return of(name, Kind.OBJECT, type);
    }

    /**
     * {@return this option with a default}
     *
     * @param value the default
     */
    public Option<T> withDefault(T value) {
        return new Option<>(
                name, kind, type, Checks.notNull("value", value), false, secret, description, requirement, accepted);
    }

    /** {@return this option as a required one} */
    public Option<T> asRequired() {
        return new Option<>(name, kind, type, null, true, secret, description, requirement, accepted);
    }

    /** {@return this option as a secret, whose value appears in no text and no error (rule {@code CFG-06})} */
    public Option<T> asSecret() {
        return new Option<>(name, kind, type, defaultValue, required, true, description, requirement, accepted);
    }

    /**
     * {@return this option with a description}
     *
     * @param text the description
     */
    public Option<T> describedAs(String text) {
        return new Option<>(
                name, kind, type, defaultValue, required, secret, Checks.notNull("text", text), requirement, accepted);
    }

    /**
     * {@return this option with a constraint on its value}
     *
     * @param requirement the constraint as it follows "must", for example {@code be at least 1}
     * @param accepted whether a value is accepted
     */
    public Option<T> accepting(String requirement, Predicate<? super T> accepted) {
        return new Option<>(
                name,
                kind,
                type,
                defaultValue,
                required,
                secret,
                description,
                Checks.notNull("requirement", requirement),
                Checks.notNull("accepted", accepted));
    }

    /** {@return the name in a builder, a map or a file} */
    public String name() {
        return name;
    }

    /** {@return the name in upper snake case, as in an environment variable after the prefix} */
    public String environmentName() {
        return HUMP.matcher(name).replaceAll("_").toUpperCase(Locale.ROOT);
    }

    /** {@return how a value is parsed from text} */
    public Kind kind() {
        return kind;
    }

    /** {@return the class of the value} */
    public Class<T> type() {
        return type;
    }

    /** {@return the default} */
    public Optional<T> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** {@return whether a value is required} */
    public boolean isRequired() {
        return required;
    }

    /** {@return whether the value is never shown} */
    public boolean isSecret() {
        return secret;
    }

    /** {@return the description; may be empty} */
    public String description() {
        return description;
    }

    /** {@return the constraint on the value, in addition to its kind; may be empty} */
    public String requirement() {
        return requirement;
    }

    boolean accepts(T value) {
        return accepted.test(value);
    }

    /** Returns the name and the kind, never a value. */
    @Override
    public String toString() {
        return name + " (" + kind.name().toLowerCase(Locale.ROOT) + ")";
    }
}
