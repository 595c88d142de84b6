package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreOrigin;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.contract.Fields.Field;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of values in every filter of every listing: each filter returns and counts the rows with the value (rules {@code CORE-01}, {@code
 * CORE-02}, {@code CORE-07}).
 */
public abstract class FilterTableContract extends CoreContract {
    private static final PageRequest COUNTED = PageRequest.of(0, 50).withTotal();

    private static final Instant MIDDLE = Instant.parse("2024-02-29T23:59:59.123456Z");

    /** The field that separates rows of a kind from those of other tests. */
    private static final Map<String, String> SCOPES = Map.of(
            Entity.THREAD.name(), "resourceId",
            Entity.MESSAGE.name(), "threadId",
            Entity.RUN.name(), "workflowName",
            Entity.SPAN.name(), "correlation.resourceId",
            Entity.SCORE.name(), "evaluation.scorerId",
            Entity.AGENT.name(), "authorId");

    private static final Json DOCUMENT = Json.parse(
            "{\"b\":{\"x\":1.0,\"y\":[1,{\"z\":true,\"w\":null}]},\"a\":\"text\",\"n\":null,\"big\":12345678901234567890,"
                    + "\"nul\":\"\\u0000\",\"half\":\"\\ud800\",\"é\":\"É\",\"q\":\"'\\\"\\\\%_\"}");
    private static final List<String> CONTAINED = List.of(
            "{}",
            "{\"a\":\"text\",\"b\":{\"x\":1}}",
            "{\"b\":{\"y\":[{\"z\":true}]}}",
            "{\"b\":{\"y\":[]}}",
            "{\"b\":{}}",
            "{\"n\":null}",
            "{\"big\":12345678901234567890}",
            "{\"nul\":\"\\u0000\"}",
            "{\"half\":\"\\ud800\"}",
            "{\"q\":\"'\\\"\\\\%_\"}");
    private static final List<String> NOT_CONTAINED = List.of(
            "{\"a\":\"tex\"}",
            "{\"a\":\"TEXT\"}",
            "{\"A\":\"text\"}",
            "{\"a\":\"text\",\"n\":1}",
            "{\"b\":{\"x\":\"1\"}}",
            "{\"b\":{\"x\":-1}}",
            "{\"b\":{\"y\":[2]}}",
            "{\"b\":{\"y\":1}}",
            "{\"b\":{\"y\":[{\"z\":false}]}}",
            "{\"missing\":null}",
            "{\"x\":1.0}",
            "{\"big\":12345678901234567891}",
            "{\"nul\":\"\"}",
            "{\"half\":\"\\ud801\"}",
            "{\"q\":\"%\"}");

    /** Made by the kit. */
    protected FilterTableContract() {}

    /** The result of a listing: the ids of its rows, and their count if it counts. */
    private record Found(List<String> ids, OptionalLong total) {
        static <R> Found by(Listing<R> listing, Function<R, String> id) {
            Page<R> page = listing.page(COUNTED);
            // a page that is not full determines the count
            assertThat(page.total()).hasValue(listing.count());
            return new Found(page.items().stream().map(id).toList(), page.total());
        }

        void mustBe(String what, List<String> expected) {
            assertThat(ids).as(what).containsExactlyInAnyOrderElementsOf(expected);
            total.ifPresent(count -> assertThat(count).as("%s, its total", what).isEqualTo(expected.size()));
        }
    }

    /** A filter for the value of one field. */
    private record ByText<T extends Record>(String field, Function<T, Found> find) {}

    /** A filter for a range of times. */
    private record ByTime<T extends Record>(String field, BiFunction<T, TimeRange, Found> find) {}

    /** A JSON filter; the rows to search have another field in common with the given one. */
    private record ByJson<T extends Record>(
            String field, Function<Json, Json> stored, BiFunction<T, Json, Found> find) {}

    private static Field field(Record row, @Nullable String path) {
        return Fields.of(row).stream()
                .filter(candidate -> candidate.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    /** Each field has a different text in each row, so each filter must return exactly one row. */
    private <T extends Record> void texts(Entity<T> kind, Function<T, String> id, List<ByText<T>> filters) {
        List<String> texts = Values.marked(id("filter"), limits().idBytes());
        List<String> paths = filters.stream().map(ByText::field).distinct().toList();
        List<T> rows = new ArrayList<>();
        for (int row = 0; row < texts.size(); row++) {
            T entity = kind.bare().apply(id(kind.name()));
            for (int i = 0; i < paths.size(); i++) {
                String text = texts.get((row + i) % texts.size());
                Object value = paths.get(i).equals("snapshot.json") ? Json.of(Map.of("status", text)) : text;
                entity = Fields.with(entity, field(entity, paths.get(i)), value);
            }
            rows.add(kind.store(storage(), entity));
        }
        for (ByText<T> filter : filters) {
            for (T row : rows) {
                String what =
                        kind.name() + " by " + filter.field() + ": " + Fields.value(row, field(row, filter.field()));
                filter.find().apply(row).mustBe(what, List.of(id.apply(row)));
            }
        }
    }

    /** Threads, and entities of a resource. If this fails, look for LIKE, for a collation, and at the filter of the count. */
    @Rule(id = "CORE-01", requires = Feature.MEMORY)
    void filtersOfMemoryKeepTextsApart() {
        texts(
                Entity.THREAD,
                ConversationThread::id,
                List.of(
                        new ByText<>(
                                "resourceId",
                                row -> Found.by(
                                        memory().listThreads(ThreadQuery.ofResource(row.resourceId())),
                                        ConversationThread::id)),
                        new ByText<>(
                                "resourceId",
                                row -> Found.by(
                                        memory().forResource(row.resourceId()).listThreads(),
                                        ConversationThread::id))));
        texts(
                Entity.MESSAGE,
                Message::id,
                List.of(
                        new ByText<>("threadId", row -> messages(MessageQuery.ofThread(row.threadId()))),
                        new ByText<>(
                                "resourceId",
                                row -> messages(MessageQuery.builder()
                                        .resourceId(row.resourceId())
                                        .build())),
                        new ByText<>(
                                "resourceId",
                                row -> Found.by(
                                        memory().forResource(row.resourceId()).listMessages(), Message::id)),
                        new ByText<>(
                                "threadId",
                                row -> new Found(
                                        memory().lastMessages(row.threadId(), 5).stream()
                                                .map(Message::id)
                                                .toList(),
                                        OptionalLong.empty())),
                        new ByText<>(
                                "threadId",
                                row -> new Found(
                                        memory().lastMessageHeads(List.of(row.threadId())).values().stream()
                                                .map(head -> head.id())
                                                .toList(),
                                        OptionalLong.empty()))));
    }

    private Found messages(MessageQuery query) {
        return Found.by(memory().listMessages(query), Message::id);
    }

    /** Runs. If this fails, look as above. */
    @Rule(id = "CORE-01", requires = Feature.WORKFLOWS)
    void filtersOfRunsKeepTextsApart() {
        List<ByText<WorkflowRun>> filters = new ArrayList<>();
        List<Function<WorkflowQuery, Found>> listings = List.of(this::runs, this::heads);
        for (Function<WorkflowQuery, Found> listing : listings) {
            filters.add(new ByText<>(
                    "workflowName",
                    row -> listing.apply(WorkflowQuery.builder()
                            .workflowName(row.workflowName())
                            .build())));
            filters.add(new ByText<>(
                    "resourceId",
                    row -> listing.apply(WorkflowQuery.builder()
                            .resourceId(row.resourceId().orElseThrow())
                            .build())));
            filters.add(new ByText<>(
                    "snapshot.json",
                    row -> listing.apply(WorkflowQuery.builder()
                            .status(row.status().orElseThrow())
                            .build())));
        }
        texts(Entity.RUN, WorkflowRun::runId, filters);
    }

    private Found runs(WorkflowQuery query) {
        return Found.by(workflows().list(query), WorkflowRun::runId);
    }

    private Found heads(WorkflowQuery query) {
        return Found.by(workflows().listHeads(query), head -> head.runId());
    }

    /** Traces. If this fails, look as above, and for two swapped columns. */
    @Rule(id = "CORE-01", requires = Feature.OBSERVABILITY)
    void filtersOfTracesKeepTextsApart() {
        List<ByText<Span>> filters = new ArrayList<>();
        filters.add(new ByText<>(
                "spanType",
                row -> traces(TraceQuery.builder().spanType(row.spanType()).build())));
        for (Field field : Fields.of(SpanEntity.NONE)) {
            filters.add(new ByText<>(
                    "entity." + field.path(),
                    row -> traces(TraceQuery.builder()
                            .entity(Fields.with(SpanEntity.NONE, field, textOf(row.entity(), field)))
                            .build())));
        }
        for (Field field : Fields.of(Correlation.NONE)) {
            filters.add(new ByText<>(
                    "correlation." + field.path(),
                    row -> traces(TraceQuery.builder()
                            .correlation(Fields.with(Correlation.NONE, field, textOf(row.correlation(), field)))
                            .build())));
        }
        texts(Entity.SPAN, Span::traceId, filters);
    }

    private static String textOf(Record holder, Field field) {
        return String.valueOf(Fields.value(holder, field));
    }

    private Found traces(TraceQuery query) {
        Found traces = Found.by(observability().listTraces(query), Span::traceId);
        Found.by(observability().listTraceHeads(query), head -> head.traceId()).mustBe("heads", traces.ids());
        return traces;
    }

    /** Scores. If this fails, look as above. */
    @Rule(id = "CORE-01", requires = Feature.SCORES)
    void filtersOfScoresKeepTextsApart() {
        List<ByText<Score>> filters = new ArrayList<>();
        filters.add(new ByText<>("evaluation.scorerId", row -> scores(q -> q.scorerId(row.scorerId()))));
        filters.add(new ByText<>("evaluation.runId", row -> scores(q -> q.runId(row.runId()))));
        filters.add(new ByText<>(
                "evaluation.entityId",
                row -> scores(q -> q.entityId(row.evaluation().entityId()))));
        filters.add(new ByText<>(
                "evaluation.entityType",
                row -> scores(q -> q.entityType(row.evaluation().entityType().orElseThrow()))));
        filters.add(new ByText<>(
                "evaluation.source",
                row -> scores(q -> q.source(row.evaluation().source()))));
        for (Field field : Fields.of(ScoreOrigin.NONE)) {
            filters.add(new ByText<>("evaluation.origin." + field.path(), row -> {
                ScoreOrigin origin = row.evaluation().origin();
                ScoreOrigin asked = Fields.with(ScoreOrigin.NONE, field, textOf(origin, field));
                boolean ofSpan = field.path().equals("spanId");
                return scores(q -> q.origin(
                        ofSpan
                                ? asked.toBuilder()
                                        .traceId(origin.traceId().orElseThrow())
                                        .build()
                                : asked));
            }));
        }
        texts(Entity.SCORE, Score::id, filters);
    }

    private Found scores(Function<ScoreQuery.Builder, ScoreQuery.Builder> filter) {
        return Found.by(scores().list(filter.apply(ScoreQuery.builder()).build()), Score::id);
    }

    /** Agents and versions. If this fails, look as above. */
    @Rule(id = "CORE-01", requires = Feature.AGENTS)
    void filtersOfAgentsKeepTextsApart() {
        List<ByText<AgentDefinition>> filters = new ArrayList<>();
        filters.add(new ByText<>(
                "status",
                row -> agents(AgentQuery.builder().status(row.status()).build())));
        filters.add(new ByText<>(
                "authorId", row -> agents(AgentQuery.ofAuthor(row.authorId().orElseThrow()))));
        texts(Entity.AGENT, AgentDefinition::id, filters);
        texts(
                Entity.AGENT_VERSION,
                AgentVersion::id,
                List.of(new ByText<>(
                        "agentId", row -> Found.by(agents().listVersions(row.agentId()), AgentVersion::id))));
    }

    private Found agents(AgentQuery query) {
        Found agents = Found.by(agents().list(query), AgentDefinition::id);
        Found.by(agents().listResolved(query), resolved -> resolved.agent().id())
                .mustBe("resolved", agents.ids());
        return agents;
    }

    /** Ranges at every instant, with inclusive and exclusive bounds. */
    private <T extends Record> void times(Entity<T> kind, Function<T, String> id, ByTime<T> filter) {
        String mark = id(kind.name());
        List<T> rows = new ArrayList<>();
        for (Instant instant : Values.INSTANTS) {
            T row = scoped(kind, mark);
            rows.add(kind.store(storage(), Fields.with(row, field(row, filter.field()), instant)));
        }
        for (Instant bound : Values.INSTANTS) {
            for (TimeRange range : List.of(
                    TimeRange.from(bound),
                    TimeRange.from(bound).withoutStart(),
                    TimeRange.until(bound),
                    TimeRange.until(bound).withoutEnd(),
                    TimeRange.between(bound, bound),
                    bound.isBefore(MIDDLE)
                            ? TimeRange.between(bound, MIDDLE).withoutEnd()
                            : TimeRange.between(MIDDLE, bound).withoutStart())) {
                List<String> expected = rows.stream()
                        .filter(row -> range.contains(instant(row, filter.field())))
                        .map(id)
                        .toList();
                filter.find().apply(rows.get(0), range).mustBe(kind.name() + " in " + range, expected);
            }
        }
    }

    private static Instant instant(Record row, String path) {
        return (Instant) Objects.requireNonNull(Fields.value(row, field(row, path)));
    }

    /** Returns an entity with a new id in the scope of the mark. */
    private <T extends Record> T scoped(Entity<T> kind, String mark) {
        T row = kind.bare().apply(id(kind.name()));
        return Fields.with(row, field(row, SCOPES.get(kind.name())), mark);
    }

    /** Messages. If this fails, look at the types of the bounds, and at a bound that is truncated differently than the column. */
    @Rule(id = "CORE-02", requires = Feature.MEMORY)
    void rangesOfMessagesAreExactAtEveryInstant() {
        times(
                Entity.MESSAGE,
                Message::id,
                new ByTime<>(
                        "createdAt",
                        (row, range) -> messages(MessageQuery.builder()
                                .threadId(row.threadId())
                                .range(range)
                                .build())));
    }

    /** Runs. If this fails, look as above. */
    @Rule(id = "CORE-02", requires = Feature.WORKFLOWS)
    void rangesOfRunsAreExactAtEveryInstant() {
        times(Entity.RUN, WorkflowRun::runId, new ByTime<>("createdAt", (row, range) -> {
            WorkflowQuery query = WorkflowQuery.builder()
                    .workflowName(row.workflowName())
                    .createdAt(range)
                    .build();
            heads(query).mustBe("heads", runs(query).ids());
            return runs(query);
        }));
    }

    /** Traces and spans. If this fails, look as above, and at spans that have not ended. */
    @Rule(id = "CORE-02", requires = Feature.OBSERVABILITY)
    void rangesOfTracesAreExactAtEveryInstant() {
        for (boolean start : List.of(true, false)) {
            times(Entity.SPAN, Span::traceId, new ByTime<>(start ? "startedAt" : "endedAt", (row, range) -> {
                TraceQuery.Builder query = TraceQuery.builder().correlation(row.correlation());
                return traces((start ? query.startedAt(range) : query.endedAt(range)).build());
            }));
        }
        String mark = id("span");
        Set<String> own = new HashSet<>();
        times(Entity.SPAN, Span::traceId, new ByTime<>("startedAt", (row, range) -> {
            if (own.isEmpty()) {
                observability()
                        .listTraces(TraceQuery.builder()
                                .correlation(row.correlation())
                                .build())
                        .toList()
                        .forEach(span -> own.add(span.traceId()));
            }
            List<Span> all = observability().listSpans(range).toList();
            assertThat(observability().listSpans(range).count()).as(mark).isEqualTo(all.size());
            return new Found(
                    all.stream().map(Span::traceId).filter(own::contains).toList(), OptionalLong.empty());
        }));
    }

    /** Scores. If this fails, look as above. */
    @Rule(id = "CORE-02", requires = Feature.SCORES)
    void rangesOfScoresAreExactAtEveryInstant() {
        times(
                Entity.SCORE,
                Score::id,
                new ByTime<>(
                        "createdAt",
                        (row, range) -> scores(q -> q.scorerId(row.scorerId()).createdAt(range))));
    }

    /** Containment, in every JSON filter. */
    private <T extends Record> void documents(Entity<T> kind, Function<T, String> id, ByJson<T> filter) {
        String mark = id(kind.name());
        T shape = scoped(kind, mark);
        T row = kind.store(
                storage(),
                Fields.with(shape, field(shape, filter.field()), filter.stored().apply(DOCUMENT)));
        T empty = kind.store(storage(), scoped(kind, mark));
        for (String part : CONTAINED) {
            // every object contains the empty object
            List<String> expected = Stream.concat(Stream.of(row), part.equals("{}") ? Stream.of(empty) : Stream.empty())
                    .map(id)
                    .toList();
            filter.find().apply(row, Json.parse(part)).mustBe(kind.name() + " with " + part, expected);
        }
        for (String part : NOT_CONTAINED) {
            filter.find().apply(row, Json.parse(part)).mustBe(kind.name() + " with " + part, List.of());
        }
    }

    /**
     * Metadata of threads, messages and resources. If this fails, look at how a filter is converted to a condition, and at the condition of the
     * count.
     */
    @Rule(id = "CORE-07", requires = Feature.MEMORY, cases = "G14")
    void filtersOfMemoryMeanContainment() {
        documents(
                Entity.THREAD,
                ConversationThread::id,
                new ByJson<>(
                        "metadata",
                        json -> json,
                        (row, part) -> Found.by(
                                memory().listThreads(ThreadQuery.builder()
                                        .resourceId(row.resourceId())
                                        .metadata(part)
                                        .build()),
                                ConversationThread::id)));
        documents(
                Entity.MESSAGE,
                Message::id,
                new ByJson<>(
                        "content",
                        json -> Json.of(Map.of("metadata", json)),
                        (row, part) -> messages(MessageQuery.builder()
                                .threadId(row.threadId())
                                .metadata(part)
                                .build())));
        Resource resource = memory().saveResource(
                        Resource.builder(id("resource")).metadata(DOCUMENT).build());
        for (String part : CONTAINED) {
            ofResource(resource, part).mustBe("resource with " + part, List.of(resource.id()));
        }
        for (String part : NOT_CONTAINED) {
            ofResource(resource, part).mustBe("resource with " + part, List.of());
        }
    }

    private Found ofResource(Resource resource, String part) {
        return Found.by(
                memory().forResource(resource.id())
                        .listResources(ResourceQuery.builder()
                                .metadata(Json.parse(part))
                                .build()),
                Resource::id);
    }

    /** Labels of runs. If this fails, look as above. */
    @Rule(id = "CORE-07", requires = Feature.WORKFLOWS)
    void filtersOfRunsMeanContainment() {
        documents(Entity.RUN, WorkflowRun::runId, new ByJson<>("labels", json -> json, (row, part) -> {
            WorkflowQuery query = WorkflowQuery.builder()
                    .workflowName(row.workflowName())
                    .labels(part)
                    .build();
            heads(query).mustBe("heads with " + part, runs(query).ids());
            return runs(query);
        }));
    }

    /** Scope and metadata of traces. If this fails, look as above. */
    @Rule(id = "CORE-07", requires = Feature.OBSERVABILITY)
    void filtersOfTracesMeanContainment() {
        for (boolean scope : List.of(true, false)) {
            documents(
                    Entity.SPAN,
                    Span::traceId,
                    new ByJson<>(scope ? "scope" : "metadata", json -> json, (row, part) -> {
                        TraceQuery.Builder query = TraceQuery.builder().correlation(row.correlation());
                        return traces((scope ? query.scope(part) : query.metadata(part)).build());
                    }));
        }
    }

    /** Metadata of agents. If this fails, look as above. */
    @Rule(id = "CORE-07", requires = Feature.AGENTS)
    void filtersOfAgentsMeanContainment() {
        documents(
                Entity.AGENT,
                AgentDefinition::id,
                new ByJson<>(
                        "metadata",
                        json -> json,
                        (row, part) -> agents(AgentQuery.builder()
                                .authorId(row.authorId().orElseThrow())
                                .metadata(part)
                                .build())));
    }
}
