package dev.agentstorage.vector.spi;

import dev.agentstorage.value.Utf8;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorQuery;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The order of hits (rule {@code VEC-09}). Stateless. */
public final class HitOrder {
    /** The higher score first; of equal scores, the id that is less by its UTF-8 bytes. */
    public static final Comparator<VectorHit> BEST_FIRST =
            Comparator.comparingDouble(VectorHit::score).reversed().thenComparing(VectorHit::id, Utf8::compare);

    private HitOrder() {}

    /**
     * {@return the best of these hits that a query wants: at most {@code topK}, none below the least score}
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
