package dev.agentstorage.value;

import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.internal.Checks;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The work that one call spends on filters by containment: what {@link Json#contains} means, for many values and with one bound for all of
 * them (rule {@code CORE-23}). A filter is prepared once; looking for the scalars of an array costs one comparison for each element of the
 * stored array. Arrays and objects in an array have to be compared in pairs, which is what the bound is for.
 *
 * <p>Make one for each call of a backend. Not thread-safe, and neither are the predicates.
 */
public final class FilterWork {
    /** Maximum number of comparisons that the filters of one call make. */
    public static final long MAX_COMPARISONS = 10_000_000;

    private long comparisons;

    /** Begins the work of a call. */
    public FilterWork() {}

    /**
     * {@return whether a value contains the part; one that is not given is contained in every value} The predicate throws {@link TooLargeException}
     * ({@code filter-too-costly}) at the comparison that is one too many for the call.
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
     * {@return whether a list has all of these texts; counts and throws as {@link #contains} does}
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
