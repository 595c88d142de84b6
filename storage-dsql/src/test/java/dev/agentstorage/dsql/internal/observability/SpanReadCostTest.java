package dev.agentstorage.dsql.internal.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.internal.schema.ObservabilityTables;
import dev.agentstorage.dsql.internal.schema.SchemaInstaller;
import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.settings.DsqlSettings.PoolSettings;
import dev.agentstorage.dsql.internal.settings.Endpoint;
import dev.agentstorage.dsql.internal.tx.Lifetime;
import dev.agentstorage.dsql.internal.tx.Plans;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.TransactionCounters;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.RetryPolicy;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The database reads no more spans than the page plus a constant, wherever among many traces the page is. */
class SpanReadCostTest {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");
    private static final int TRACES = 3000;
    private static final int SPANS_PER_TRACE = 4;
    private static final int PAGE = 20;
    private static final Pattern READ = Pattern.compile("(Index|Index Only|Heap|Seq) Scan (Backward )?(using|on)");
    private static final Pattern ROWS = Pattern.compile("rows=(\\d+) loops=(\\d+)");

    private static EmbeddedPostgres postgres;
    private static Transactions transactions;
    private static SpanStatements spans;
    private static TraceStatements listing;

    @BeforeAll
    static void start() {
        postgres = EmbeddedPostgres.start();
        String url = postgres.jdbcUrl("postgres") + "&options=-c%20default_transaction_isolation=repeatable%5C%20read";
        DsqlSettings settings = new DsqlSettings(
                new Endpoint.Url(url, Optional.empty(), Optional.empty()),
                "public",
                Optional.of(Dialect.POSTGRESQL),
                new PoolSettings(1, 1, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5), "test"),
                new RetryPolicy(1, Duration.ofSeconds(1)));
        transactions = new Transactions(
                () -> DriverManager.getConnection(url), settings, new Lifetime("test"), new TransactionCounters());
        new SchemaInstaller(transactions, settings, ObservabilityTables.ALL).install(Dialect.POSTGRESQL);
        spans = new SpanStatements(settings);
        listing = new TraceStatements(spans, settings);
        List<Span> all = new ArrayList<>();
        for (int i = 0; i < TRACES; i++) {
            for (int j = 0; j < SPANS_PER_TRACE; j++) {
                all.add(span(i, j));
            }
        }
        for (int from = 0; from < all.size(); from += 1000) {
            List<Span> batch = all.subList(from, from + 1000);
            transactions.statement(session -> session.query(spans.save(batch), SpanColumns::mapStored));
        }
        transactions.statement(session -> session.update(Sql.of("ANALYZE")));
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void oneSpanByItsIdentity() {
        assertCheap(spans.get("t5", "s1"), 1);
    }

    @Test
    void aTraceAndItsRoot() {
        assertCheap(spans.trace("t5"), SPANS_PER_TRACE);
        assertCheap(spans.root("t5"), 1);
    }

    @ParameterizedTest
    @EnumSource
    void theFirstTracesInEitherOrder(Direction direction) {
        for (TraceQuery.Order order : TraceQuery.Order.values()) {
            assertCheap(listing.traces(query(order, direction), Window.offset(0, PAGE)), PAGE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSliceFromTheMiddleByStart(Direction direction) {
        Window window = Window.after(Optional.of(Position.of(BASE.plusSeconds(150), "t1501", "s0")), PAGE);
        assertCheap(listing.traces(query(TraceQuery.Order.STARTED_AT, direction), window), PAGE + 1);
    }

    @ParameterizedTest
    @EnumSource
    void aSliceFromTheMiddleByEnd(Direction direction) {
        Window window = Window.after(Optional.of(Position.of(BASE.plusSeconds(160), "t1505", "s0")), PAGE);
        assertCheap(listing.traces(query(TraceQuery.Order.ENDED_AT, direction), window), PAGE + 2);
    }

    @ParameterizedTest
    @EnumSource
    void aSliceFromAmongTheRunningTraces(Direction direction) {
        Window window = Window.after(Optional.of(new Position(Position.OPEN, List.of("t150", "s0"))), PAGE);
        assertCheap(listing.traces(query(TraceQuery.Order.ENDED_AT, direction), window), PAGE + 2);
    }

    @Test
    void theTracesOfAResourceAThreadAndARun() {
        Correlation.Builder none = Correlation.builder();
        for (Correlation filter : List.of(
                none.resourceId("rare").build(),
                Correlation.builder().threadId("rare").build(),
                Correlation.builder().runId("rare").build())) {
            TraceQuery query = TraceQuery.builder().correlation(filter).build();
            assertCheap(listing.traces(query, Window.offset(0, PAGE)), PAGE);
        }
    }

    @Test
    void aSliceOfAllSpans() {
        Window window = Window.after(Optional.of(Position.of(BASE.plusSeconds(150), "t1501", "s0")), PAGE);
        assertCheap(listing.spans(TimeRange.ALL, window), PAGE + 1);
    }

    @Test
    void anUpdateReadsTheTracesOfItsSpansOnly() {
        List<SpanPatch> patches = IntStream.range(0, 40)
                .mapToObj(i -> SpanPatch.builder("t" + i / SPANS_PER_TRACE, "s" + i % SPANS_PER_TRACE)
                        .output(Json.of("out"))
                        .build())
                .toList();
        assertCheap(spans.update(patches, BASE), 40);
    }

    private static Span span(int trace, int i) {
        Instant start = BASE.plusSeconds(trace / 10);
        boolean rare = trace % 100 == 7;
        return Span.builder("t" + trace, "s" + i)
                .parentSpanId(i == 0 ? null : "s0")
                .startedAt(start)
                .endedAt(trace % 10 == 0 ? null : start.plusSeconds(10))
                .correlation(Correlation.builder()
                        .resourceId(rare ? "rare" : "owner")
                        .threadId(rare ? "rare" : "thread")
                        .runId(rare ? "rare" : "run")
                        .build())
                .build();
    }

    private static TraceQuery query(TraceQuery.Order order, Direction direction) {
        return TraceQuery.builder().order(order).direction(direction).build();
    }

    private static void assertCheap(Sql sql, long mostRows) {
        String plan = Plans.analyze(transactions, sql);
        long read = 0;
        for (String line : plan.split("\n")) {
            Matcher matcher = ROWS.matcher(line);
            if (READ.matcher(line).find() && !line.contains("Bitmap Index") && matcher.find()) {
                read += Long.parseLong(matcher.group(1)) * Long.parseLong(matcher.group(2));
            }
            assertThat(line).as(plan).doesNotContain("Seq Scan");
        }
        assertThat(read).as(plan).isBetween(1L, mostRows);
    }
}
