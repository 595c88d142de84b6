package dev.agentstorage.recall.result;

import java.util.EnumSet;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Why a message was found. Immutable.
 *
 * @param score the fused score, above 0; higher is better. Comparable only within one request
 * @param dense the cosine between the query and the most similar part of the message, -1 to 1; empty when it was not among the best of the
 *     dense search
 * @param lexical the BM25 score of the best part of the message, above 0; empty when it was not among the best of the lexical search.
 *     Comparable only within one request
 */
public record Match(double score, OptionalDouble dense, OptionalDouble lexical) {
    /** A kind of search. */
    public enum Reason {
        /** The message means something similar. */
        DENSE,
        /** The message, or the one it answers, has words of the query. */
        LEXICAL
    }

    /** {@return the searches that found the message; at least one} */
    public Set<Reason> reasons() {
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        if (dense.isPresent()) {
            reasons.add(Reason.DENSE);
        }
        if (lexical.isPresent()) {
            reasons.add(Reason.LEXICAL);
        }
        return Set.copyOf(reasons);
    }
}
