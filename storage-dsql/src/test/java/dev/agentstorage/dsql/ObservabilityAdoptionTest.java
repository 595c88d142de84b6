package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.observability.TraceStatus;
import dev.agentstorage.store.ObservabilityStore;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Spans that Mastra wrote are read as they are meant, and it can read those that we write. */
@Tag("slow")
@ParameterizedClass
@EnumSource(Server.class)
class ObservabilityAdoptionTest {
    private static final Instant START = Instant.parse("2024-05-06T07:08:09.123456Z");
    private static final String TIMES = ", \"startedAt\", \"startedAtZ\", \"createdAt\", \"createdAtZ\"";
    private static final String AT_SEVEN =
            ", '2024-05-06 07:00:00', '2024-05-06 07:00:00+00', '2024-05-06 07:00:00', '2024-05-06 07:00:00+00'";

    private final Schema schema;
    private Storage storage;
    private ObservabilityStore spans;

    ObservabilityAdoptionTest(Server server) {
        schema = Schema.in(server);
    }

    @BeforeEach
    void open() {
        MastraSpans.create(schema);
        open(schema);
    }

    private void open(Schema adopted) {
        storage = Schema.open(adopted.config().set(DsqlOptions.SKIP_DEFAULT_INDEXES, true));
        storage.init();
        spans = storage.observability();
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void theColumnsOfLaterVersionsAreAdded() {
        assertThat(schema.query("SELECT column_name FROM information_schema.columns WHERE table_schema = '" + schema
                        + "' AND table_name = 'mastra_ai_spans'"))
                .contains(
                        "entityVersionId", "parentEntityType", "rootEntityVersionId", "experimentId", "requestContext");
        MastraSpans.root(schema, "t", TIMES, AT_SEVEN);
        Span root = spans.getRootSpan("t").orElseThrow();
        assertThat(root.parentEntity()).isEqualTo(SpanEntity.NONE);
        assertThat(root.scope()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(root.tags()).isEmpty();
        assertThat(root.requestContext()).isEmpty();
    }

    @Test
    void ofTheRowsOfOneSpanTheNewestIsRead() {
        storage.close();
        schema.close();
        MastraSpans.create(schema);
        String times = TIMES + ", \"updatedAt\", \"updatedAtZ\", output";
        MastraSpans.root(schema, "twice", times, AT_SEVEN + ", '2024-05-06 07:05:00', '2024-05-06 07:05:00+00', 'new'");
        MastraSpans.root(schema, "twice", times, AT_SEVEN + ", '2024-05-06 07:00:00', '2024-05-06 07:00:00+00', 'old'");
        open(schema);
        assertThat(spans.getTrace("twice").orElseThrow().spans())
                .singleElement()
                .satisfies(span -> assertThat(span.output()).contains(Json.of("new")));
        assertThat(spans.listTraces(TraceQuery.ALL).count()).isEqualTo(1);
        spans.saveSpan(span("twice").output(Json.of("newer")).build());
        assertThat(spans.listSpans(TimeRange.ALL).toList())
                .singleElement()
                .satisfies(span -> assertThat(span.output()).contains(Json.of("newer")));
    }

    @Test
    void aSpanWithoutAnEndRunsAlthoughTheColumnOfTheZoneHasItsDefault() {
        MastraSpans.root(schema, "t", TIMES, AT_SEVEN);
        Span root = spans.getRootSpan("t").orElseThrow();
        assertThat(root.endedAt()).isEmpty();
        assertThat(root.status()).isEqualTo(TraceStatus.RUNNING);
        TraceQuery running = TraceQuery.builder().status(TraceStatus.RUNNING).build();
        assertThat(spans.listTraces(running).count()).isEqualTo(1);
    }

    @Test
    void aTimeWithoutItsZoneIsUtcAndAnUpdateThatNeverHappenedIsTheCreation() {
        MastraSpans.root(
                schema,
                "t",
                ", \"startedAt\", \"startedAtZ\", \"createdAt\", \"createdAtZ\", \"updatedAt\", \"updatedAtZ\"",
                ", '2024-05-06 07:08:09.5', NULL, '2024-05-06 07:08:10', NULL, NULL, NULL");
        Span root = spans.getRootSpan("t").orElseThrow();
        assertThat(root.startedAt()).isEqualTo(Instant.parse("2024-05-06T07:08:09.5Z"));
        assertThat(root.createdAt()).isEqualTo(Instant.parse("2024-05-06T07:08:10Z"));
        assertThat(root.updatedAt()).isEqualTo(root.createdAt());
        Span updated =
                spans.updateSpan(SpanPatch.builder("t", "root").name("other").build());
        assertThat(updated.updatedAt()).isAfter(root.updatedAt());
    }

    @Test
    void bareStringsAndJsonAreDistinguishedAsByMastra() {
        MastraSpans.root(
                schema,
                "t",
                TIMES + ", input, output, attributes, links, error",
                AT_SEVEN + ", 'What is 2 + 2?', '\"123\"', '{\"a\":1.10}', '[draft', 'null'");
        Span root = spans.getRootSpan("t").orElseThrow();
        assertThat(root.input()).contains(Json.of("What is 2 + 2?"));
        assertThat(root.output()).contains(Json.of("123"));
        assertThat(root.attributes().map(Json::text)).contains("{\"a\":1.10}");
        assertThat(root.links()).contains(Json.of("[draft"));
        assertThat(root.error()).isEmpty();
        assertThat(spans.listTraces(
                                TraceQuery.builder().status(TraceStatus.ERROR).build())
                        .count())
                .isZero();
        assertThat(spans.listTraces(TraceQuery.builder().hasChildError(false).build())
                        .count())
                .isEqualTo(1);
    }

    @Test
    void stringsAreWrittenBareUnlessTheyLookLikeJson() {
        Map<String, String> columns = Map.of(
                "plain text", "plain text",
                "123", "\"123\"",
                "true", "\"true\"",
                "null", "\"null\"",
                "\"x\"", "\"\\\"x\\\"\"",
                "{}", "\"{}\"",
                "{draft", "{draft",
                "a\u0000b", "\"a\\u0000b\"");
        columns.forEach((string, column) -> {
            spans.saveSpan(span("t").input(Json.of(string)).build());
            assertThat(spans.getSpan("t", "root").orElseThrow().input()).contains(Json.of(string));
            assertThat(schema.query("SELECT input FROM " + schema + ".mastra_ai_spans"))
                    .containsExactly(column);
        });
        Json escaped = Json.parse("\"\\u0061\"");
        spans.saveSpan(span("t").input(escaped).build());
        assertThat(spans.getSpan("t", "root").orElseThrow().input().map(Json::text))
                .contains(escaped.text());
    }

    @Test
    void whatWeWriteHasBothColumnsOfEachTimeAndJsonAsMastraWritesIt() {
        spans.saveSpan(span("t")
                .endedAt(START.plusSeconds(1))
                .entity(SpanEntity.of(EntityType.AGENT, "a"))
                .metadata(Json.parse("{ \"b\" : 1, \"a\" : \"\\u00e4\" }"))
                .tags(List.of("x", "y"))
                .output(Json.parse("{ \"kept\" : 1.0 }"))
                .build());
        assertThat(schema.query("SELECT metadata || tags || output FROM " + schema + ".mastra_ai_spans"))
                .containsExactly("{\"b\":1,\"a\":\"ä\"}[\"x\",\"y\"]{ \"kept\" : 1.0 }");
        assertThat(schema.query("SELECT to_char(\"startedAt\", 'YYYY-MM-DD HH24:MI:SS.US') FROM " + schema
                        + ".mastra_ai_spans"))
                .containsExactly("2024-05-06 07:08:09.123456");
        assertTimesAgree("t");
        spans.updateSpan(SpanPatch.builder("t", "root").endedAt(Change.clear()).build());
        assertTimesAgree("f");
        assertThat(schema.query("SELECT \"endedAtZ\" FROM " + schema + ".mastra_ai_spans"))
                .containsExactly((String) null);
        spans.updateSpans(List.of(
                SpanPatch.builder("t", "root").endedAt(START.plusSeconds(2)).build()));
        assertTimesAgree("t");
        spans.saveSpans(List.of(span("t").build()));
        assertTimesAgree("f");
    }

    private void assertTimesAgree(String ended) {
        assertThat(schema.query("SELECT \"startedAt\" = \"startedAtZ\" AT TIME ZONE 'UTC' AND \"createdAt\" ="
                        + " \"createdAtZ\" AT TIME ZONE 'UTC' AND \"updatedAt\" = \"updatedAtZ\" AT TIME ZONE 'UTC'"
                        + " AND coalesce(\"endedAt\" = \"endedAtZ\" AT TIME ZONE 'UTC', \"endedAtZ\" IS NULL) FROM "
                        + schema + ".mastra_ai_spans"))
                .containsExactly("t");
        assertThat(schema.query("SELECT \"endedAt\" IS NOT NULL FROM " + schema + ".mastra_ai_spans"))
                .containsExactly(ended);
    }

    @Test
    void aWalkOverLocalAndUtcRowsGivesEachTraceOnce() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String wall = ", '2024-01-01 0" + (i % 3 == 0 ? 3 : 1) + ":00:" + (10 + i) + "', '2024-01-01 01:00:"
                    + (10 + i) + "+00'";
            MastraSpans.root(
                    schema,
                    "t" + i,
                    TIMES + (i % 4 == 0 ? "" : ", \"endedAt\", \"endedAtZ\""),
                    wall + wall + (i % 4 == 0 ? "" : wall));
            ids.add("t" + i);
        }
        for (TraceQuery.Order order : TraceQuery.Order.values()) {
            for (Direction direction : Direction.values()) {
                var listing = spans.listTraces(
                        TraceQuery.builder().order(order).direction(direction).build());
                List<String> walked = new ArrayList<>();
                Optional<Cursor> cursor = Optional.empty();
                do {
                    var slice = listing.slice(3, cursor.orElse(null));
                    slice.items().forEach(root -> walked.add(root.traceId()));
                    assertThat(walked).doesNotHaveDuplicates();
                    cursor = slice.next();
                    cursor.ifPresent(
                            bound -> assertThat(listing.until(bound).stream().map(Span::traceId))
                                    .isEqualTo(walked));
                } while (cursor.isPresent());
                assertThat(listing.until(listing.end().orElseThrow()).stream().map(Span::traceId))
                        .isEqualTo(walked);
                assertThat(walked).containsExactlyInAnyOrderElementsOf(ids);
            }
        }
    }

    @Test
    void valuesThatDoNotFitOneRowAreRefusedBeforeAnythingIsSent() {
        Json big = Json.of("x".repeat(1_000_000));
        Span span = span("t").input(big).output(big).error(big).build();
        assertThatThrownBy(() -> spans.saveSpan(span))
                .isInstanceOfSatisfying(
                        TooLargeException.class, e -> assertThat(e.code()).isEqualTo("row-too-large"));
        assertThatThrownBy(() -> spans.saveSpans(List.of(span("u").build(), span)))
                .isInstanceOf(TooLargeException.class);
        assertThat(spans.listSpans(TimeRange.ALL).count()).isZero();
        spans.saveSpan(span("t").input(big).output(big).build());
        assertThat(spans.getSpan("t", "root").orElseThrow().output()).contains(big);
    }

    private static Span.Builder span(String traceId) {
        return Span.builder(traceId, "root").startedAt(START);
    }
}
