package dev.agentstorage.tck.model;

import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.engine.support.SeededRandom;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Random arguments, from small pools so that calls use the same data; some are invalid. Not thread-safe. */
final class Values {
    private static final List<String> NAMES = List.of("a", "b", "clé", "_c");
    private static final List<String> SCALARS =
            List.of("1", "1.0", "10e-1", "0", "-0.5", "12345678901234567890.123", "\"x\"", "\"\"", "true", "null");
    private static final List<String> ANY = List.of(
            "{}",
            "[]",
            "null",
            "\"plain\"",
            "\"123\"",
            "42",
            "{ \"a\" : 1.0, \"b\":[1, {\"c\":null}] }",
            "{\"parts\":[{\"type\":\"text\",\"text\":\"h\\u0000 \\ud800\"}],\"metadata\":{\"a\":1}}",
            "{\"a\":1,\"a\":2}",
            "[{\"a\":\"é😀\"},2.50]");
    private static final List<Instant> EXTREMES = List.of(
            Instant.parse("0001-01-01T00:00:00Z"),
            Instant.parse("1969-12-31T23:59:59.999999999Z"),
            Instant.parse("9999-12-31T23:59:59.999999Z"),
            Instant.parse("9999-12-31T23:59:59.999998Z"),
            Instant.parse("+10000-01-01T00:00:00Z"));

    private final SeededRandom random;
    private final Limits limits;
    private final Instant start;

    Values(SeededRandom random, Limits limits, Instant start) {
        this.random = random;
        this.limits = limits;
        this.start = start;
    }

    SeededRandom random() {
        return random;
    }

    boolean chance(int percent) {
        return random.below(100) < percent;
    }

    <T> T pick(List<T> elements) {
        return random.pick(elements);
    }

    /** Returns a valid id. */
    static List<Expression> pool(String... names) {
        return List.of(names).stream().<Expression>map(Expression.OwnId::new).toList();
    }

    /** Returns an id, sometimes an invalid one. */
    Expression id(List<Expression> pool) {
        if (!chance(2)) {
            return pick(pool);
        }
        return switch (random.below(4)) {
            case 0 -> Expression.of("");
            case 1 -> Expression.of(" \t");
            case 2 -> Expression.of("nul\0");
            default -> Expression.of("x").then("repeat", limits.idBytes() + 1);
        };
    }

    /** Returns 0 to {@code most} ids, possibly with duplicates. */
    Expression ids(List<Expression> pool, int most) {
        return list(most, () -> id(pool));
    }

    Expression list(int most, Supplier<Expression> element) {
        List<Expression> elements = new ArrayList<>();
        for (int left = random.below(most + 1); left > 0; left--) {
            elements.add(element.get());
        }
        return Expression.list(elements);
    }

    Expression text() {
        return Expression.of(chance(2) ? "half \ud83d" : chance(30) ? "title" : random.text(4));
    }

    /** Returns an object with members from a small set, for metadata, filters and patches. */
    Expression object() {
        return json(members(2));
    }

    /** Returns an object, sometimes another JSON value. */
    Expression metadata() {
        return chance(5) ? any() : object();
    }

    /** Returns a small filter. */
    Expression filter() {
        return json(chance(3) ? "{\"not a name\":1}" : members(1));
    }

    /** Returns any JSON value. */
    Expression any() {
        return json(pick(ANY));
    }

    static Expression json(String text) {
        return Expression.of(Json.parse(text));
    }

    private String members(int depth) {
        StringBuilder members = new StringBuilder("{");
        for (String name : NAMES) {
            if (chance(35)) {
                String value = depth > 1 && chance(25)
                        ? members(depth - 1)
                        : chance(10) ? "[" + pick(SCALARS) + "," + pick(SCALARS) + "]" : pick(SCALARS);
                members.append(members.length() == 1 ? "" : ",");
                members.append('"').append(name).append("\":").append(value);
            }
        }
        return members.append('}').toString();
    }

    /** Returns an instant near the start of the sequence, often the same one, sometimes the minimum or maximum. */
    Instant instant() {
        if (chance(3)) {
            return pick(EXTREMES);
        }
        return switch (random.below(4)) {
            case 0 -> start;
            case 1 -> start.plus(random.between(-3, 3), ChronoUnit.MICROS);
            case 2 -> start.plusNanos(random.between(-3_000, 3_000));
            default -> start.plusSeconds(random.between(-5, 5));
        };
    }

    Expression time() {
        return Expression.of(instant());
    }

    Expression range() {
        Instant first = instant();
        Instant second = instant();
        boolean ordered = chance(95);
        Expression from = Expression.of(ordered && first.isAfter(second) ? second : first);
        Expression to = Expression.of(ordered && first.isAfter(second) ? first : second);
        return switch (random.below(5)) {
            case 0 -> Expression.call(TimeRange.class, "from", from);
            case 1 -> Expression.call(TimeRange.class, "until", to);
            case 2 -> Expression.call(TimeRange.class, "between", from, to);
            default ->
                Expression.construct(TimeRange.class, optional(from, 70), chance(50), optional(to, 70), chance(50));
        };
    }

    Expression optional(Expression value, int percent) {
        return chance(percent)
                ? Expression.call(Optional.class, "of", value)
                : Expression.call(Optional.class, "empty");
    }

    Expression direction() {
        return Expression.of(pick(List.of(Direction.ASC, Direction.DESC)));
    }

    /** Returns the version of the stored entity, or another version; {@code stored} returns an optional entity. */
    Expression version(Expression stored, Class<?> type) {
        Expression none = Expression.construct(Version.class, "none");
        return chance(25)
                ? none
                : stored.then("map", Expression.reference(type, "version")).then("orElse", none);
    }

    Expression page() {
        return switch (random.below(10)) {
            case 0 -> Expression.call(PageRequest.class, "everything");
            case 1 -> Expression.call(PageRequest.class, "first");
            case 2 -> Expression.call(PageRequest.class, "of", chance(20) ? -1L : 1L, random.between(0, 3));
            default -> Expression.call(PageRequest.class, "withTotal", (long) random.below(3), random.between(0, 4));
        };
    }

    /** Returns one way to read a {@link Listing}. */
    Expression read(Expression listing) {
        return switch (random.below(7)) {
            case 0, 1 -> listing.then("page", page());
            case 2 -> listing.then("slice", chance(3) ? 0 : random.between(1, 4));
            case 3 -> {
                int limit = random.between(1, 3);
                Expression next = listing.then("slice", limit).then("next").then("orElseThrow");
                yield listing.then("slice", random.between(1, 3), next);
            }
            case 4 -> listing.then("count");
            case 5 ->
                listing.then("until", listing.then("end").then("orElseThrow")).then("toList");
            default -> listing.then("stream").then("toList");
        };
    }
}
