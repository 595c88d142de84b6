package dev.agentstorage.recall.internal.search;

import dev.agentstorage.recall.internal.index.MessageIndex;
import dev.agentstorage.recall.result.Match;
import dev.agentstorage.vector.VectorHit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Reciprocal rank fusion of hit lists: the score of a message is the sum of 1 / (K + rank) over the lists that contain it. The best hit has rank
 * 1; a message is ranked by its best part. The scores of the lists need not be comparable. Stateless.
 */
final class Fusion {
    /** For lists of this length, 10 finds more than the usual 60; measured ({@code docs/MEMORY.md}). */
    private static final double K = 10;

    private static final Comparator<Found> BEST_FIRST = Comparator.comparingDouble(
                    (Found found) -> found.match().score())
            .reversed()
            .thenComparing(Found::messageId);

    private Fusion() {}

    /** The accumulated score of one message. */
    private static final class Sum {
        private double score;
        private String version = "";
        private OptionalDouble dense = OptionalDouble.empty();
        private OptionalDouble lexical = OptionalDouble.empty();
    }

    /** Returns the messages of both lists, best first; equal scores are ordered by id. */
    static List<Found> fuse(List<VectorHit> dense, List<VectorHit> lexical) {
        Map<String, Sum> sums = new HashMap<>();
        bestParts(dense).forEach((id, ranked) -> add(sums, id, ranked).dense = OptionalDouble.of(ranked.score()));
        bestParts(lexical).forEach((id, ranked) -> add(sums, id, ranked).lexical = OptionalDouble.of(ranked.score()));
        return sums.entrySet().stream()
                .map(entry -> new Found(
                        entry.getKey(),
                        entry.getValue().version,
                        new Match(entry.getValue().score, entry.getValue().dense, entry.getValue().lexical)))
                .sorted(BEST_FIRST)
                .toList();
    }

    /** Reranks the messages: those that the second list also contains get a higher score. */
    static List<Found> raise(List<Found> found, List<VectorHit> second, double weight) {
        Map<String, Ranked> ranks = bestParts(second);
        return found.stream()
                .map(one -> {
                    Ranked ranked = ranks.get(one.messageId());
                    double more = ranked == null ? 0 : weight / (K + ranked.rank());
                    Match match = one.match();
                    return new Found(
                            one.messageId(),
                            one.version(),
                            new Match(match.score() + more, match.dense(), match.lexical()));
                })
                .sorted(BEST_FIRST)
                .toList();
    }

    private record Ranked(int rank, double score, String version) {}

    private static Map<String, Ranked> bestParts(List<VectorHit> hits) {
        Map<String, Ranked> best = new HashMap<>();
        for (VectorHit hit : hits) {
            best.putIfAbsent(
                    MessageIndex.messageId(hit.id()),
                    new Ranked(
                            best.size() + 1,
                            hit.score(),
                            hit.metadata().text(MessageIndex.VERSION).orElse("")));
        }
        return best;
    }

    private static Sum add(Map<String, Sum> sums, String id, Ranked ranked) {
        Sum sum = sums.computeIfAbsent(id, key -> new Sum());
        sum.score += 1 / (K + ranked.rank());
        sum.version = ranked.version();
        return sum;
    }
}
