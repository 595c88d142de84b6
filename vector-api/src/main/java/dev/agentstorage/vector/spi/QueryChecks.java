package dev.agentstorage.vector.spi;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.vector.KeyType;
import dev.agentstorage.vector.MetadataValue;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorLimits;
import dev.agentstorage.vector.VectorQuery;
import java.util.Map;

/** Checks that a query and its filter are valid for an index. */
final class QueryChecks {
    /** Maximum nesting depth of a filter: enough for any practical filter, and too little to exhaust the stack. */
    private static final int DEEPEST = 32;

    private final VectorIndex index;
    private final VectorLimits limits;

    QueryChecks(VectorIndex index, VectorLimits limits) {
        this.index = index;
        this.limits = limits;
    }

    void check(VectorQuery query) {
        query.vector().ifPresent(vector -> RecordChecks.checkVector(index, vector));
        query.text().ifPresent(text -> RecordChecks.checkText(index, limits, text));
        CheckedVectorStore.requireAtMost("top-k-too-large", "topK", limits.topK(), query.topK());
        query.filter().ifPresent(this::check);
    }

    void check(VectorFilter filter) {
        check(filter, 1);
        CheckedVectorStore.requireAtMost("filter-too-large", "filter", limits.filterValues(), filter.values());
    }

    private void check(VectorFilter filter, int depth) {
        CheckedVectorStore.requireAtMost("filter-too-large", "filter", DEEPEST, depth);
        if (filter instanceof VectorFilter.And and) {
            and.parts().forEach(part -> check(part, depth + 1));
        } else if (filter instanceof VectorFilter.Or or) {
            or.parts().forEach(part -> check(part, depth + 1));
        } else if (filter instanceof VectorFilter.Not not) {
            check(not.part(), depth + 1);
        } else if (filter instanceof VectorFilter.Equal equal) {
            checkOperand(equal.key(), equal.value());
        } else if (filter instanceof VectorFilter.NotEqual notEqual) {
            checkOperand(notEqual.key(), notEqual.value());
        } else if (filter instanceof VectorFilter.In in) {
            checkOperand(in.key(), in.options().get(0));
        } else if (filter instanceof VectorFilter.Range range) {
            requireType(range.key(), KeyType.NUMBER);
        } else if (filter instanceof VectorFilter.Exists exists) {
            type(exists.key());
        }
    }

    private void checkOperand(String key, MetadataValue value) {
        KeyType type = type(key);
        requireType(key, type == KeyType.TEXTS && value.type() == KeyType.TEXT ? KeyType.TEXTS : value.type());
    }

    private KeyType type(String key) {
        KeyType type = index.filterKeys().get(key);
        if (type == null) {
            throw new InvalidRequestException(
                    "filter-key-unknown",
                    "the index does not declare this key for filters",
                    Details.of("name", index.name(), "key", key));
        }
        return type;
    }

    private void requireType(String key, KeyType found) {
        KeyType expected = type(key);
        if (expected != found) {
            throw new InvalidRequestException(
                    "filter-type",
                    "the key cannot be compared with a value of this type",
                    Map.of("key", key, "expected", expected.name(), "found", found.name()));
        }
    }
}
