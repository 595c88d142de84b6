package dev.agentstorage.vector.spi;

import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorFilter.And;
import dev.agentstorage.vector.VectorFilter.Bound;
import dev.agentstorage.vector.VectorFilter.Equal;
import dev.agentstorage.vector.VectorFilter.Exists;
import dev.agentstorage.vector.VectorFilter.In;
import dev.agentstorage.vector.VectorFilter.Not;
import dev.agentstorage.vector.VectorFilter.NotEqual;
import dev.agentstorage.vector.VectorFilter.Or;
import dev.agentstorage.vector.VectorFilter.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rewrites filters into equivalent forms, for services whose filter language has fewer operators. Stateless. */
public final class FilterForms {
    private FilterForms() {}

    /**
     * {@return a filter without {@link Not} that matches exactly the same metadata}
     *
     * @param filter the filter
     */
    public static VectorFilter withoutNot(VectorFilter filter) {
        if (filter instanceof And and) {
            return new And(and.parts().stream().map(FilterForms::withoutNot).toList());
        }
        if (filter instanceof Or or) {
            return new Or(or.parts().stream().map(FilterForms::withoutNot).toList());
        }
        return filter instanceof Not not ? negated(not.part()) : filter;
    }

    private static VectorFilter negated(VectorFilter filter) {
        if (filter instanceof And and) {
            return new Or(and.parts().stream().map(FilterForms::negated).toList());
        }
        if (filter instanceof Or or) {
            return new And(or.parts().stream().map(FilterForms::negated).toList());
        }
        if (filter instanceof Not not) {
            return withoutNot(not.part());
        }
        if (filter instanceof Equal equal) {
            return new NotEqual(equal.key(), equal.value());
        }
        if (filter instanceof NotEqual notEqual) {
            return new Equal(notEqual.key(), notEqual.value());
        }
        if (filter instanceof In in) {
            List<VectorFilter> none = new ArrayList<>();
            in.options().forEach(option -> none.add(new NotEqual(in.key(), option)));
            return new And(none);
        }
        if (filter instanceof Exists exists) {
            return new Exists(exists.key(), !exists.present());
        }
        return outside((Range) filter);
    }

    private static VectorFilter outside(Range range) {
        List<VectorFilter> outside = new ArrayList<>();
        outside.add(new Exists(range.key(), false));
        range.lower()
                .map(bound -> new Range(range.key(), Optional.empty(), Optional.of(opposite(bound))))
                .ifPresent(outside::add);
        range.upper()
                .map(bound -> new Range(range.key(), Optional.of(opposite(bound)), Optional.empty()))
                .ifPresent(outside::add);
        return new Or(outside);
    }

    private static Bound opposite(Bound bound) {
        return new Bound(bound.value(), !bound.inclusive());
    }
}
