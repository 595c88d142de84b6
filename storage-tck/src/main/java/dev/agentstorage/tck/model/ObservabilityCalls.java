package dev.agentstorage.tck.model;

import static dev.agentstorage.tck.model.Expression.call;
import static dev.agentstorage.tck.model.Expression.field;

import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.observability.TraceStatus;
import dev.agentstorage.tck.model.Operation.Call;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls of the observability domain, on traces of the sequence. Listings of traces have a filter for a service of the sequence. Without {@code
 * pruneSpans}, {@code listSpans} and {@code clear}, which would affect or return the data of other rules.
 */
final class ObservabilityCalls implements Domain {
    private static final Expression OBSERVABILITY = Expression.storage().then("observability");
    private static final List<Expression> TRACES = Values.pool("e0", "e1", "E1");
    private static final List<Expression> SPANS = Values.pool("s0", "s1", "S1", "s\u00e9");
    private static final Expression SERVICE = new Expression.OwnId("service");
    private static final List<String> TAGS = List.of("x", "y", "Y", "\u00e9");

    private final Values values;

    ObservabilityCalls(Values values) {
        this.values = values;
    }

    @Override
    public List<Expression> state() {
        List<Expression> state = new ArrayList<>();
        for (Expression trace : TRACES) {
            state.add(OBSERVABILITY.then("getTrace", trace));
        }
        Expression own = call(TraceQuery.class, "builder")
                .then("correlation", correlation().then("build"))
                .then("build");
        state.add(OBSERVABILITY.then("listTraces", own).then("toList"));
        state.add(OBSERVABILITY.then("listTraceHeads", own).then("toList"));
        return state;
    }

    @Override
    public Operation next() {
        Expression trace = values.id(TRACES);
        return new Call(
                switch (values.random().below(20)) {
                    case 0, 1, 2 -> OBSERVABILITY.then("saveSpan", span());
                    case 3, 4 -> OBSERVABILITY.then("saveSpans", values.list(4, this::span));
                    case 5, 6 -> OBSERVABILITY.then("createSpans", values.list(3, this::span));
                    case 7 -> OBSERVABILITY.then("importSpans", values.list(4, this::span));
                    case 8, 9 -> OBSERVABILITY.then("updateSpan", patch());
                    case 10, 11 -> OBSERVABILITY.then("updateSpans", values.list(3, this::patch));
                    case 12 -> OBSERVABILITY.then("getSpan", trace, values.id(SPANS));
                    case 13 -> OBSERVABILITY.then("getRootSpan", trace);
                    case 14 -> OBSERVABILITY.then("getTrace", trace);
                    case 15, 16 -> values.read(OBSERVABILITY.then("listTraces", query()));
                    case 17, 18 -> values.read(OBSERVABILITY.then("listTraceHeads", query()));
                    default ->
                        values.chance(60)
                                ? OBSERVABILITY.then("deleteTraces", values.ids(TRACES, 2))
                                : OBSERVABILITY.then("eraseResource", values.id(MemoryCalls.RESOURCES));
                },
                false);
    }

    private static Expression correlation() {
        return call(Correlation.class, "builder").then("serviceName", SERVICE);
    }

    private Expression span() {
        Expression span = call(Span.class, "builder", values.id(TRACES), values.id(SPANS))
                .then("name", values.chance(95) ? Expression.of("span") : values.text())
                .then("spanType", type())
                .then("startedAt", values.time())
                .then("createdAt", values.time())
                .then("updatedAt", values.time())
                .then("correlation", someCorrelation());
        span = values.chance(40) ? span.then("parentSpanId", values.id(SPANS)) : span;
        span = values.chance(60) ? span.then("endedAt", values.time()) : span;
        span = values.chance(10) ? span.then("isEvent", true) : span;
        span = values.chance(30) ? span.then("entity", entity()) : span;
        span = values.chance(10) ? span.then("parentEntity", entity()) : span;
        span = values.chance(10) ? span.then("rootEntity", entity()) : span;
        span = values.chance(40) ? span.then("scope", values.metadata()) : span;
        span = values.chance(40) ? span.then("metadata", values.metadata()) : span;
        span = values.chance(40) ? span.then("tags", tags()) : span;
        for (String field : List.of("attributes", "links", "input", "output", "error", "requestContext")) {
            span = values.chance(20) ? span.then(field, values.any()) : span;
        }
        return span.then("build");
    }

    private Expression patch() {
        Expression patch = call(SpanPatch.class, "builder", values.id(TRACES), values.id(SPANS));
        patch = values.chance(20) ? patch.then("parentSpanId", values.id(SPANS)) : patch;
        patch = values.chance(15) ? patch.then("clearParentSpanId") : patch;
        patch = values.chance(20) ? patch.then("name", values.text()) : patch;
        patch = values.chance(20) ? patch.then("spanType", type()) : patch;
        patch = values.chance(20) ? patch.then("startedAt", values.time()) : patch;
        patch = values.chance(30) ? patch.then("endedAt", values.time()) : patch;
        patch = values.chance(10) ? patch.then("clearEndedAt") : patch;
        patch = values.chance(20) ? patch.then("entity", entity()) : patch;
        patch = values.chance(10) ? patch.then("clearEntity") : patch;
        patch = values.chance(20) ? patch.then("correlation", someCorrelation()) : patch;
        patch = values.chance(5) ? patch.then("clearCorrelation") : patch;
        patch = values.chance(20) ? patch.then("scope", values.metadata()) : patch;
        patch = values.chance(10) ? patch.then("clearScope") : patch;
        patch = values.chance(20) ? patch.then("metadata", values.metadata()) : patch;
        patch = values.chance(20) ? patch.then("tags", tags()) : patch;
        patch = values.chance(10) ? patch.then("clearTags") : patch;
        for (String field : List.of("Attributes", "Links", "Input", "Output", "Error", "RequestContext")) {
            String setter = Character.toLowerCase(field.charAt(0)) + field.substring(1);
            patch = values.chance(10) ? patch.then(setter, values.any()) : patch;
            patch = values.chance(10) ? patch.then("clear" + field) : patch;
        }
        return patch.then("build");
    }

    private Expression someCorrelation() {
        Expression correlation = correlation();
        correlation =
                values.chance(40) ? correlation.then("resourceId", values.id(MemoryCalls.RESOURCES)) : correlation;
        correlation = values.chance(20) ? correlation.then("userId", values.pick(List.of("u", "U"))) : correlation;
        correlation = values.chance(10) ? correlation.then("environment", values.text()) : correlation;
        return correlation.then("build");
    }

    private Expression type() {
        return values.chance(80)
                ? field(SpanType.class, values.pick(List.of("AGENT_RUN", "GENERIC")))
                : call(SpanType.class, "of", "odd type");
    }

    private Expression entity() {
        Expression entity = call(SpanEntity.class, "builder");
        entity = values.chance(50) ? entity.then("type", field(EntityType.class, "AGENT")) : entity;
        entity = values.chance(50) ? entity.then("id", values.pick(List.of("n", "N"))) : entity;
        entity = values.chance(30) ? entity.then("name", values.text()) : entity;
        entity = values.chance(20) ? entity.then("versionId", "v") : entity;
        return entity.then("build");
    }

    private Expression tags() {
        return values.list(3, () -> Expression.of(values.pick(TAGS)));
    }

    private Expression query() {
        Expression query = call(TraceQuery.class, "builder").then("correlation", someCorrelation());
        query = values.chance(20) ? query.then("startedAt", values.range()) : query;
        query = values.chance(20) ? query.then("endedAt", values.range()) : query;
        query = values.chance(15) ? query.then("spanType", type()) : query;
        query = values.chance(10) ? query.then("entity", entity()) : query;
        query = values.chance(15) ? query.then("scope", values.filter()) : query;
        query = values.chance(15) ? query.then("metadata", values.filter()) : query;
        query = values.chance(15)
                ? query.then("tags", new Expression.Texts(List.of(values.pick(TAGS), values.pick(TAGS))))
                : query;
        query = values.chance(20) ? query.then("status", values.pick(List.of(TraceStatus.values()))) : query;
        query = values.chance(20) ? query.then("hasChildError", values.chance(50)) : query;
        query = values.chance(50) ? query.then("order", values.pick(List.of(TraceQuery.Order.values()))) : query;
        query = values.chance(50) ? query.then("direction", values.direction()) : query;
        return query.then("build");
    }
}
