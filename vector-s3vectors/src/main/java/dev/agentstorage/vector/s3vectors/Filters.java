package dev.agentstorage.vector.s3vectors;

import dev.agentstorage.vector.KeyType;
import dev.agentstorage.vector.MetadataValue;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.spi.FilterForms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.document.Document;

/**
 * Converts filters to the filter language of the service. The language has no negation, and does not document the meaning of {@code $ne} and
 * {@code $nin} for a missing key or of {@code $in} for a list. So the condition for a missing key is always explicit, and lists are compared by
 * {@code $eq}, which is documented to check each element. Stateless.
 */
final class Filters {
    private final VectorIndex index;

    Filters(VectorIndex index) {
        this.index = index;
    }

    Document document(VectorFilter filter) {
        return positive(FilterForms.withoutNot(filter));
    }

    private Document positive(VectorFilter filter) {
        if (filter instanceof VectorFilter.And and) {
            return all(and.parts());
        }
        if (filter instanceof VectorFilter.Or or) {
            return joined("$or", or.parts().stream().map(this::positive).toList());
        }
        if (filter instanceof VectorFilter.Equal equal) {
            return condition(equal.key(), "$eq", Documents.of(equal.value()));
        }
        if (filter instanceof VectorFilter.NotEqual notEqual) {
            return none(notEqual.key(), List.of(notEqual.value()));
        }
        if (filter instanceof VectorFilter.In in) {
            return any(in);
        }
        if (filter instanceof VectorFilter.Exists exists) {
            return exists(exists.key(), exists.present());
        }
        return range((VectorFilter.Range) filter);
    }

    /** Combines inequalities of the same key, which a negated {@code In} becomes, into one list. */
    private Document all(List<VectorFilter> parts) {
        Map<String, List<MetadataValue>> unequal = new LinkedHashMap<>();
        List<Document> documents = new ArrayList<>();
        for (VectorFilter part : parts) {
            if (part instanceof VectorFilter.NotEqual notEqual) {
                unequal.computeIfAbsent(notEqual.key(), key -> new ArrayList<>())
                        .add(notEqual.value());
            } else {
                documents.add(positive(part));
            }
        }
        unequal.forEach((key, values) -> documents.add(none(key, values)));
        return joined("$and", documents);
    }

    private Document none(String key, List<MetadataValue> values) {
        Document other = values.size() == 1
                ? condition(key, "$ne", Documents.of(values.get(0)))
                : condition(key, "$nin", list(values));
        return joined("$or", List.of(exists(key, false), other));
    }

    private Document any(VectorFilter.In in) {
        if (index.filterKeys().get(in.key()) != KeyType.TEXTS) {
            return condition(in.key(), "$in", list(in.options()));
        }
        return joined(
                "$or",
                in.options().stream()
                        .map(option -> condition(in.key(), "$eq", Documents.of(option)))
                        .toList());
    }

    private static Document range(VectorFilter.Range range) {
        Map<String, Document> bounds = new LinkedHashMap<>();
        range.lower()
                .ifPresent(bound -> bounds.put(bound.inclusive() ? "$gte" : "$gt", Documents.number(bound.value())));
        range.upper()
                .ifPresent(bound -> bounds.put(bound.inclusive() ? "$lte" : "$lt", Documents.number(bound.value())));
        List<Document> conditions = new ArrayList<>();
        bounds.forEach((operator, value) -> conditions.add(condition(range.key(), operator, value)));
        return joined("$and", conditions);
    }

    private static Document exists(String key, boolean present) {
        return condition(key, "$exists", Document.fromBoolean(present));
    }

    private static Document condition(String key, String operator, Document value) {
        return Document.fromMap(Map.of(key, Document.fromMap(Map.of(operator, value))));
    }

    private static Document joined(String operator, List<Document> parts) {
        return parts.size() == 1 ? parts.get(0) : Document.fromMap(Map.of(operator, Document.fromList(parts)));
    }

    private static Document list(List<? extends MetadataValue> values) {
        return Document.fromList(values.stream().map(Documents::of).toList());
    }
}
