package dev.agentstorage.tck.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Shortens a failing sequence: removes operations, in smaller and smaller groups, as long as it still fails. Stateless. */
final class Shrinker {
    private Shrinker() {}

    /**
     * A sequence that fails.
     *
     * @param sequence the sequence
     * @param difference its first difference
     */
    record Failure(Sequence sequence, Replay.Difference difference) {}

    /**
     * Returns the shortest failure that was found.
     *
     * @param attempts maximum number of sequences to run
     */
    static Failure shrink(Failure failure, Function<Sequence, Optional<Replay.Difference>> run, int attempts) {
        Failure shortest = cut(failure);
        int left = attempts;
        int group = Math.max(1, shortest.sequence().operations().size() / 2);
        while (left > 0) {
            boolean shorter = false;
            for (int from = 0; from < shortest.sequence().operations().size() && left > 0; ) {
                List<Operation> fewer = new ArrayList<>(shortest.sequence().operations());
                fewer.subList(from, Math.min(from + group, fewer.size())).clear();
                Sequence candidate = shortest.sequence().with(fewer);
                left--;
                Optional<Replay.Difference> difference = fewer.isEmpty() ? Optional.empty() : run.apply(candidate);
                if (difference.isPresent()) {
                    shortest = cut(new Failure(candidate, difference.get()));
                    shorter = true;
                } else {
                    from += group;
                }
            }
            if (group == 1 && !shorter) {
                break;
            }
            group = Math.max(
                    1, Math.min(group / 2, shortest.sequence().operations().size() / 2));
        }
        return shortest;
    }

    /** Drops the operations after the difference. */
    private static Failure cut(Failure failure) {
        List<Operation> operations = failure.sequence().operations();
        return new Failure(
                failure.sequence()
                        .with(operations.subList(0, failure.difference().operation() + 1)),
                failure.difference());
    }
}
