package dev.agentstorage.config;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.internal.Suggestions;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Parses and validates option values. Values of secret options never appear in texts or errors. */
final class OptionValues {
    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,15})\\s*(ms|s|m|h|d)");

    private OptionValues() {}

    /** An invalid value; the message completes "must". Never has a cause, which could reveal the value. */
    private static final class Unfit extends Exception {
        final transient @Nullable String suggestion;

        Unfit(String requirement, @Nullable String suggestion) {
            super(requirement, null, false, false);
            this.suggestion = suggestion;
        }

        Unfit(String requirement) {
            this(requirement, null);
        }

        String requirement() {
            return Objects.requireNonNull(getMessage());
        }
    }

    /** Returns the valid values, and adds a problem for every other one. */
    static Map<Option<?>, Object> check(
            Map<String, Object> given, Collection<Option<?>> options, List<Problem> problems) {
        Map<String, Option<?>> byName = byName(options);
        Map<Option<?>, Object> values = new LinkedHashMap<>();
        given.forEach((key, value) -> {
            Option<?> option = byName.get(key);
            if (option == null) {
                String near = Suggestions.nearest(key, names(key, byName)).orElse(null);
                problems.add(new Problem(key, "is not an option of this backend", near));
            } else if (values.containsKey(option)) {
                problems.add(new Problem(key, "is given twice, under two spellings", null));
            } else {
                fit(option, key, value, problems).ifPresent(fitting -> values.put(option, fitting));
            }
        });
        for (Option<?> option : options) {
            if (option.isRequired()
                    && !given.containsKey(option.name())
                    && !given.containsKey(option.environmentName())) {
                problems.add(new Problem(option.name(), "must be given", null));
            }
        }
        return values;
    }

    private static Map<String, Option<?>> byName(Collection<Option<?>> options) {
        Map<String, Option<?>> byName = new LinkedHashMap<>();
        for (Option<?> option : options) {
            for (String name : Set.of(option.name(), option.environmentName())) {
                if (byName.put(name, option) != null) {
                    throw new InvalidRequestException(
                            "provider-inconsistent",
                            "two options of a provider have the same name",
                            Map.of("option", option.name()));
                }
            }
        }
        return byName;
    }

    /** The known names for a suggestion, spelled like the source of the key. */
    private static List<String> names(String key, Map<String, Option<?>> byName) {
        boolean environment = key.equals(key.toUpperCase(Locale.ROOT));
        Stream<String> options =
                byName.values().stream().map(option -> environment ? option.environmentName() : option.name());
        Stream<String> others = environment ? StorageConfig.RESERVED.stream() : Stream.of("backend", "id", "autoInit");
        return Stream.concat(options, others).distinct().toList();
    }

    static <T> Optional<T> find(Map<String, Object> given, @Nullable Map<Option<?>, Object> values, Option<T> option) {
        Object value;
        if (values != null) {
            Object fitting = values.get(option);
            if (fitting == null) {
                return option.defaultValue();
            }
            value = fitting;
        } else {
            Object raw =
                    given.containsKey(option.name()) ? given.get(option.name()) : given.get(option.environmentName());
            if (raw == null) {
                return option.defaultValue();
            }
            List<Problem> problems = new ArrayList<>();
            value = fit(option, option.name(), raw, problems).orElse(null);
            if (!problems.isEmpty()) {
                throw new InvalidRequestException("config-invalid", "the configuration has problems", problems);
            }
        }
        return Optional.ofNullable(option.type().cast(value));
    }

    static String show(Map<String, Object> given, @Nullable Map<Option<?>, Object> values) {
        if (values == null) {
            return given.keySet().toString();
        }
        Map<String, String> shown = new TreeMap<>();
        values.forEach((option, value) -> shown.put(option.name(), show(option, value)));
        return shown.toString();
    }

    private static String show(Option<?> option, Object value) {
        if (option.isSecret()) {
            return "<secret>";
        }
        // toString of an unknown object may contain a password
        return option.kind() == Option.Kind.OBJECT ? "<" + value.getClass().getName() + ">" : value.toString();
    }

    private static <T> Optional<T> fit(Option<T> option, String key, Object value, List<Problem> problems) {
        try {
            T fitting = option.type().cast(convert(option, value));
            if (!accepts(option, fitting)) {
                throw new Unfit(option.requirement());
            }
            return Optional.of(fitting);
        } catch (Unfit e) {
            boolean shown = !option.isSecret() && option.kind() != Option.Kind.OBJECT;
            String message = "must " + e.requirement() + (shown ? ", not \"" + value + "\"" : "");
            problems.add(new Problem(key, message, option.isSecret() ? null : e.suggestion));
            return Optional.empty();
        }
    }

    private static <T> boolean accepts(Option<T> option, T value) {
        try {
            return option.accepts(value);
        } catch (RuntimeException e) {
            // the message of the exception may contain the value
            return false;
        }
    }

    private static Object convert(Option<?> option, Object value) throws Unfit {
        if (option.type().isInstance(value)) {
            return value;
        }
        if (option.kind() == Option.Kind.OBJECT) {
            throw new Unfit("be an object of " + option.type().getName());
        }
        if (!(value instanceof CharSequence || value instanceof Number || value instanceof Boolean)) {
            throw new Unfit("be an object of " + option.type().getName() + " or its text");
        }
        String text = value.toString().strip();
        try {
            return switch (option.kind()) {
                case STRING -> value.toString();
                case INTEGER -> Integer.valueOf(text);
                case LONG -> Long.valueOf(text);
                case BOOLEAN -> bool(text);
                case DURATION -> duration(text);
                case ENUM -> constant(option.type(), text);
                case PATH -> Path.of(text);
                case OBJECT -> throw new Unfit("be an object");
            };
        } catch (NumberFormatException e) {
            throw new Unfit(
                    "be a whole number" + (option.kind() == Option.Kind.INTEGER ? " of 32 bits" : " of 64 bits"));
        } catch (DateTimeException | ArithmeticException e) {
            throw new Unfit("be a duration such as 500ms, 30s, 5m, 2h, 1d or PT30S");
        } catch (InvalidPathException e) {
            throw new Unfit("be a path");
        }
    }

    private static Boolean bool(String text) throws Unfit {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Unfit("be true or false");
        };
    }

    private static Duration duration(String text) {
        Matcher amount = AMOUNT.matcher(text);
        if (!amount.matches()) {
            return Duration.parse(text);
        }
        long number = Long.parseLong(amount.group(1));
        return switch (amount.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static Object constant(Class<?> type, String text) throws Unfit {
        String wanted = text.replace('-', '_');
        Object[] constants = Objects.requireNonNull(type.getEnumConstants());
        for (Object constant : constants) {
            if (((Enum<?>) constant).name().equalsIgnoreCase(wanted)) {
                return constant;
            }
        }
        List<String> names = Arrays.stream(constants)
                .map(constant -> ((Enum<?>) constant).name())
                .toList();
        throw new Unfit(
                "be one of " + String.join(", ", names),
                Suggestions.nearest(text, names).orElse(null));
    }
}
