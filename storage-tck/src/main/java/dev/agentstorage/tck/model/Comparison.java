package dev.agentstorage.tck.model;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Json;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds where two results differ. Ids that a storage makes by itself are equal when each corresponds to the same one of the other storage
 * everywhere in a sequence; cursors are equal when both are there. Nothing else is left out. Not thread-safe.
 */
final class Comparison {
    /** The details of errors that the contract fixes; others say how a backend came to the error. */
    private static final Set<String> DETAILS = Set.of(
            "agentId",
            "end",
            "expected",
            "feature",
            "field",
            "key",
            "kind",
            "length",
            "limit",
            "member",
            "messageId",
            "messages",
            "number",
            "offset",
            "page",
            "perPage",
            "resourceId",
            "runId",
            "scoreId",
            "scores",
            "size",
            "spanId",
            "spans",
            "start",
            "threadId",
            "traceId",
            "versionId",
            "workflowName");

    private static final Pattern MADE_ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final Map<String, String> modelIds = new HashMap<>();
    private final Map<String, String> actualIds = new HashMap<>();

    /**
     * Returns the first difference of the results of one call, in words; empty when they are equal.
     *
     * @param names whether the call names an id
     */
    Optional<String> difference(Object actual, Object expected, Predicate<String> names) {
        if (isAnyOfSeveral(actual, expected, names)) {
            return Optional.empty();
        }
        return Optional.ofNullable(between("", actual, expected));
    }

    private @Nullable String between(String path, Object actual, Object expected) {
        if (actual instanceof Throwable error && expected instanceof Throwable other) {
            return ofErrors(path, error, other);
        }
        if (actual instanceof Optional<?> optional && expected instanceof Optional<?> other) {
            return ofLists(path, optional.stream().toList(), other.stream().toList());
        }
        if (actual instanceof Map<?, ?> map && expected instanceof Map<?, ?> other) {
            return ofLists(path, entries(map), entries(other));
        }
        if (actual instanceof Collection<?> list && expected instanceof Collection<?> other) {
            return ofLists(path, new ArrayList<>(list), new ArrayList<>(other));
        }
        if (actual instanceof Cursor && expected instanceof Cursor) {
            return null;
        }
        if (actual instanceof Json json && expected instanceof Json other) {
            return json.text().equals(other.text()) ? null : told(path, json.text(), other.text());
        }
        if (actual instanceof String text && expected instanceof String other) {
            return isSame(text, other) ? null : told(path, text, other);
        }
        if (actual instanceof Record && actual.getClass() == expected.getClass()) {
            return ofRecords(path, actual, expected);
        }
        return actual.equals(expected) ? null : told(path, actual, expected);
    }

    private @Nullable String ofRecords(String path, Object actual, Object expected) {
        for (RecordComponent component : actual.getClass().getRecordComponents()) {
            String name = component.getName();
            String difference = between(
                    path + "." + name,
                    Members.invoke(actual.getClass(), actual, name),
                    Members.invoke(expected.getClass(), expected, name));
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private @Nullable String ofLists(String path, List<?> actual, List<?> expected) {
        for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
            String difference = between(path + "[" + i + "]", actual.get(i), expected.get(i));
            if (difference != null) {
                return difference;
            }
        }
        return actual.size() == expected.size()
                ? null
                : told(path + ".size", actual.size() + " " + actual, expected.size() + " " + expected);
    }

    private @Nullable String ofErrors(String path, Throwable actual, Throwable expected) {
        if (actual.getClass() != expected.getClass()) {
            return told(path, actual, expected);
        }
        if (!(actual instanceof StorageException error) || !(expected instanceof StorageException other)) {
            return null;
        }
        if (!error.code().equals(other.code())) {
            return told(path + ".code", actual, expected);
        }
        String details = between(path + ".details", fixed(error), fixed(other));
        return details != null ? details : between(path + ".stored", stored(error), stored(other));
    }

    private static List<Object> stored(StorageException error) {
        if (error instanceof ConflictException conflict) {
            return conflict.stored(Object.class).stream().toList();
        }
        return error instanceof AlreadyExistsException exists ? exists.allStored(Object.class) : List.of();
    }

    private static List<Object> fixed(StorageException error) {
        return error.details().entrySet().stream()
                .filter(detail -> DETAILS.contains(detail.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .flatMap(detail -> Stream.of(detail.getKey(), detail.getValue()))
                .toList();
    }

    /** Of several threads that a call names and that are missing, an error names any. */
    private static boolean isAnyOfSeveral(Object actual, Object expected, Predicate<String> names) {
        return actual instanceof NotFoundException error
                && expected instanceof NotFoundException other
                && error.code().equals("thread-not-found")
                && other.code().equals(error.code())
                && error.details().get("threadId") instanceof String one
                && other.details().get("threadId") instanceof String another
                && names.test(one)
                && names.test(another);
    }

    private static List<Object> entries(Map<?, ?> map) {
        return map.entrySet().stream()
                .<Object>flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    private boolean isSame(String actual, String expected) {
        if (actual.equals(expected)) {
            return true;
        }
        if (!MADE_ID.matcher(actual).matches() || !MADE_ID.matcher(expected).matches()) {
            return false;
        }
        return modelIds.computeIfAbsent(actual, id -> expected).equals(expected)
                && actualIds.computeIfAbsent(expected, id -> actual).equals(actual);
    }

    private static String told(String path, Object actual, Object expected) {
        return (path.isEmpty() ? "the result" : "result" + path) + " is " + cut(actual) + ", the reference has "
                + cut(expected);
    }

    private static String cut(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 300 ? text : text.substring(0, 300) + "...";
    }
}
