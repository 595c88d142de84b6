package dev.agentstorage.vector.tck;

import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.exact.ExactVectorProvider;
import java.util.Set;

class ExactConformanceTest extends VectorTck {
    @Override
    protected VectorProvider provider() {
        return new ExactVectorProvider();
    }

    @Override
    protected Set<VectorFeature> declares() {
        return Set.of(
                VectorFeature.LEXICAL,
                VectorFeature.EUCLIDEAN,
                VectorFeature.DOT_PRODUCT,
                VectorFeature.DELETE_BY_FILTER);
    }
}
