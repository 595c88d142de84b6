package dev.agentstorage.vector.s3vectors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;

/** Splits the arguments of a call into requests within the limits. Stateless. */
final class Batches {
    private Batches() {}

    /** Returns batches in order, each with a limited number of elements and bytes; an oversized element has a batch to itself. */
    static <T> List<List<T>> of(Collection<T> all, int mostElements, long mostBytes, ToLongFunction<T> bytes) {
        List<List<T>> batches = new ArrayList<>();
        List<T> batch = new ArrayList<>();
        long size = 0;
        for (T element : all) {
            long next = bytes.applyAsLong(element);
            if (!batch.isEmpty() && (batch.size() == mostElements || size + next > mostBytes)) {
                batches.add(batch);
                batch = new ArrayList<>();
                size = 0;
            }
            batch.add(element);
            size += next;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
