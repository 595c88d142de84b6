package dev.agentstorage.value;

import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.internal.Checks;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The containment filters of one call: matches many values like {@link Json#contains}, with one limit on all comparisons (rule
 * {@code CORE-23}). A filter is compiled once. Matching scalars in an array costs one comparison for each element of the stored array; arrays and
 * objects in an array are compared in pairs, which is why the limit exists.
 *
 * <p>Create one for each call of a backend. Not thread-safe; neither are the predicates.
 */
public final class FilterWork {
    /** Maximum number of comparisons of all filters of one call. */
    public static final long MAX_COMPARISONS = 10_000_000;

    private long comparisons;

    /** Starts with no comparisons. */
    public FilterWork() {}

    /**
     * {@return whether a value contains the part; an absent part is contained in every value} The predicate throws
     * {@link TooLargeException} ({@code filter-too-costly}) when the call exceeds the limit.
     *
     * @param part the document to look for
     */
    public Predicate<Json> contains(Optional<Json> part) {
        if (Checks.notNull("part", part).isEmpty()) {
            return value -> true;
        }
        Wanted wanted = Wanted.of(part.get().root());
        return value -> wanted.isIn(value.root(), this);
    }

    /**
     * {@return whether a list contains all of these texts; counts and throws like {@link #contains}}
     *
     * @param texts the texts
     */
    public Predicate<Collection<String>> containsAll(Collection<String> texts) {
        if (Checks.notNull("texts", texts).isEmpty()) {
            return list -> true;
        }
        return list -> {
            count(list.size());
            return new HashSet<>(list).containsAll(texts);
        };
    }

    /**
     * Counts comparisons.
     *
     * @throws TooLargeException {@code filter-too-costly}
     */
    void count(long more) {
        comparisons += more;
        if (comparisons > MAX_COMPARISONS) {
            throw new TooLargeException(
                    "filter-too-costly",
                    "a filter needs more comparisons than one call may make",
                    "comparisons",
                    MAX_COMPARISONS,
                    comparisons,
                    "use fewer objects and arrays inside of arrays, or narrow the query by its other filters, such as a thread, a resource or a time");
        }
    }

    /** Returns the number of comparisons of the call. */
    long comparisons() {
        return comparisons;
    }
}
