package dev.agentstorage.vector.lucene;

import dev.agentstorage.vector.MetadataValue;
import dev.agentstorage.vector.VectorFilter;
import java.util.List;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Converts filters to Lucene queries. Stateless. */
final class Filters {
    private Filters() {}

    static Query query(VectorFilter filter) {
        if (filter instanceof VectorFilter.And and) {
            return combined(and.parts(), Occur.FILTER);
        }
        if (filter instanceof VectorFilter.Or or) {
            return combined(or.parts(), Occur.SHOULD);
        }
        if (filter instanceof VectorFilter.Not not) {
            return negated(query(not.part()));
        }
        if (filter instanceof VectorFilter.Equal equal) {
            return oneOf(equal.key(), List.of(equal.value()));
        }
        if (filter instanceof VectorFilter.NotEqual notEqual) {
            return negated(oneOf(notEqual.key(), List.of(notEqual.value())));
        }
        if (filter instanceof VectorFilter.In in) {
            return oneOf(in.key(), in.options());
        }
        if (filter instanceof VectorFilter.Exists exists) {
            Query present = new TermQuery(new Term(Documents.KEYS, exists.key()));
            return exists.present() ? present : negated(present);
        }
        return range((VectorFilter.Range) filter);
    }

    private static Query combined(List<VectorFilter> parts, Occur occur) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        parts.forEach(part -> all.add(query(part), occur));
        return all.build();
    }

    private static Query negated(Query query) {
        return new BooleanQuery.Builder()
                .add(new MatchAllDocsQuery(), Occur.FILTER)
                .add(query, Occur.MUST_NOT)
                .build();
    }

    private static Query oneOf(String key, List<? extends MetadataValue> options) {
        String field = Documents.filterField(key);
        if (options.get(0) instanceof MetadataValue.Decimal) {
            double[] numbers = options.stream()
                    .mapToDouble(option -> ((MetadataValue.Decimal) option).value())
                    .toArray();
            return DoublePoint.newSetQuery(field, numbers);
        }
        List<BytesRef> terms = options.stream().map(Filters::term).toList();
        return new TermInSetQuery(field, terms);
    }

    private static BytesRef term(MetadataValue value) {
        if (value instanceof MetadataValue.Flag flag) {
            return new BytesRef(Boolean.toString(flag.value()));
        }
        return new BytesRef(((MetadataValue.Text) value).value());
    }

    private static Query range(VectorFilter.Range range) {
        double lower = range.lower()
                .map(bound -> bound.inclusive() ? bound.value() : DoublePoint.nextUp(bound.value()))
                .orElse(Double.NEGATIVE_INFINITY);
        double upper = range.upper()
                .map(bound -> bound.inclusive() ? bound.value() : DoublePoint.nextDown(bound.value()))
                .orElse(Double.POSITIVE_INFINITY);
        return DoublePoint.newRangeQuery(Documents.filterField(range.key()), lower, upper);
    }
}
