package dev.agentstorage.benchmarks.recall;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one question found.
 *
 * @param dialogue from 0 on
 * @param alone the share of the evidence among the first 1, 4, 10 and 25 turns found
 * @param widened the same with one neighbour on each side of each of them
 * @param nanos the time of the search
 */
record Answer(int dialogue, String category, List<Double> alone, List<Double> widened, long nanos) {
    /** Number of turns read. */
    static final List<Integer> DEPTHS = List.of(1, 4, 10, 25);

    /**
     * Compares what was found with the evidence.
     *
     * @param found turns, the best first
     * @param neighbours those of each turn that came with it
     */
    static Answer of(
            int dialogue,
            Dialogue.Question question,
            List<String> found,
            Map<String, Set<String>> neighbours,
            long nanos) {
        return new Answer(
                dialogue,
                question.category(),
                DEPTHS.stream()
                        .map(depth -> share(question.evidence(), first(found, depth)))
                        .toList(),
                DEPTHS.stream()
                        .map(depth -> {
                            Set<String> wide = new HashSet<>(first(found, depth));
                            first(found, depth).forEach(turn -> wide.addAll(neighbours.getOrDefault(turn, Set.of())));
                            return share(question.evidence(), wide);
                        })
                        .toList(),
                nanos);
    }

    private static List<String> first(List<String> found, int depth) {
        return found.subList(0, Math.min(depth, found.size()));
    }

    private static double share(Set<String> evidence, Collection<String> found) {
        return (double) evidence.stream().filter(found::contains).count() / evidence.size();
    }
}
