package dev.agentstorage.dsql.internal.score;

import dev.agentstorage.dsql.internal.schema.MeasuredServer;
import dev.agentstorage.dsql.internal.schema.ScoreTables;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The database reads no more scores than the page plus a constant, whatever the listing and wherever in it the page is. */
class ScoreReadCostTest {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");

    private static MeasuredServer server;
    private static ScoreStatements scores;

    @BeforeAll
    static void start() {
        server = new MeasuredServer(ScoreTables.ALL);
        scores = new ScoreStatements(server.settings());
        // in no order, as a table without a heap has none; runs of equal times, so that the id decides; 20 of
        // everything, so that a listing is a small part of the table
        server.fill(
                "INSERT INTO public.mastra_scorers (id, \"scorerId\", \"traceId\", \"spanId\", \"runId\", scorer, score,"
                        + " input, output, entity, \"entityId\", \"entityType\", source, \"resourceId\", \"threadId\","
                        + " \"createdAt\", \"updatedAt\", \"createdAtZ\", \"updatedAtZ\")"
                        + " SELECT 's' || i, 's' || i % 20, 't' || i / 4, 'p' || i % 2, 'r' || i % 20, '{}', 1, '1', '1', '{}', 'e' || i % 20,"
                        + " 'AGENT', 'LIVE', 'o' || i % 20, 'h' || i % 20, t, t, t AT TIME ZONE 'UTC', t AT TIME ZONE 'UTC'"
                        + " FROM (SELECT i, TIMESTAMP '2024-01-01' + i / 100 * INTERVAL '1 second' AS t"
                        + " FROM generate_series(0, 9999) i ORDER BY md5(i::text)) s");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static List<ScoreQuery> listings() {
        return List.of(
                ScoreQuery.ALL,
                ScoreQuery.ofScorer("s0"),
                ScoreQuery.ofRun("r0"),
                ScoreQuery.builder().entityId("e0").entityType("AGENT").build(),
                ScoreQuery.builder().resourceId("o0").build(),
                ScoreQuery.builder().threadId("h0").build());
    }

    @ParameterizedTest
    @MethodSource("listings")
    void aSliceInTheMiddleOfALongListingInEitherDirection(ScoreQuery query) {
        Position middle = Position.of(BASE.plusSeconds(50), "s5050");
        for (Direction direction : Direction.values()) {
            server.assertCheap(
                    scores.list(query.toBuilder().direction(direction).build(), Window.after(Optional.of(middle), 20)),
                    21);
        }
    }

    @Test
    void theScoresOfASpanAndOfATrace() {
        server.assertCheap(scores.list(ScoreQuery.ofSpan("t7", "p0"), Window.offset(0, 20)), 20);
        server.assertCheap(scores.list(ScoreQuery.builder().traceId("t7").build(), Window.offset(0, 20)), 20);
    }

    @Test
    void oneScoreByItsId() {
        server.assertCheap(scores.get("s7"), 1);
    }

    @Test
    void whetherAnyIsOldEnoughToBePruned() {
        server.assertCheap(scores.anyOlder(BASE.plusSeconds(1)), 1);
    }
}
