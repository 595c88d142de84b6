package dev.agentstorage.vector.spi;

import dev.agentstorage.value.Utf8;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorQuery;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The order of hits (rule {@code VEC-09}). Stateless. */
public final class HitOrder {
    /** Higher scores first; equal scores are ordered by the UTF-8 bytes of their ids, ascending. */
    public static final Comparator<VectorHit> BEST_FIRST =
            Comparator.comparingDouble(VectorHit::score).reversed().thenComparing(VectorHit::id, Utf8::compare);

    private HitOrder() {}

    /**
     * {@return the best of these hits, best first: at most {@code topK} of the query, none below its minimum score}
     *
     * @param hits the hits
     * @param query what to search for
     */
    public static List<VectorHit> best(Collection<VectorHit> hits, VectorQuery query) {
        return hits.stream()
                .filter(hit -> query.minScore().isEmpty()
                        || hit.score() >= query.minScore().getAsDouble())
                .sorted(BEST_FIRST)
                .limit(query.topK())
                .toList();
    }
}
