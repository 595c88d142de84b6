package dev.agentstorage.dsql.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.internal.schema.MemoryTables;
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
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.RetryPolicy;
import dev.agentstorage.value.Direction;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The database reads no more rows than the page plus a constant, wherever in a long thread the page is. */
class ReadCostTest {
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");
    private static final int LENGTH = 6000;
    private static final Pattern ROWS = Pattern.compile("rows=(\\d+) loops=(\\d+)");

    private static EmbeddedPostgres postgres;
    private static Transactions transactions;
    private static MessageStatements messages;
    private static ThreadStatements threads;

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
        new SchemaInstaller(transactions, settings, MemoryTables.ALL).install(Dialect.POSTGRESQL);
        messages = new MessageStatements(settings);
        threads = new ThreadStatements(settings);
        for (String id : List.of("long", "other")) {
            ConversationThread thread =
                    ConversationThread.builder("owner").id(id).createdAt(BASE).build();
            transactions.statement(session -> session.update(threads.create(thread)));
            for (int from = 0; from < LENGTH; from += 2000) {
                List<Message> batch = new ArrayList<>();
                for (int i = from; i < from + 2000; i++) {
                    // runs of equal times, so that the id decides
                    batch.add(Message.builder()
                            .id(id + i)
                            .threadId(id)
                            .resourceId("owner")
                            .role(Role.USER)
                            .type("v2")
                            .content(MessageContent.text("text"))
                            .createdAt(BASE.plusSeconds(i / 100))
                            .build());
                }
                transactions.statement(session -> session.update(messages.create(batch)));
            }
        }
        String time = "'2024-01-01 00:00:00' + i * INTERVAL '1 second' END";
        transactions.statement(session -> session.update(Sql.of(
                "INSERT INTO mastra_threads (id, \"resourceId\", title, \"createdAt\", \"updatedAt\", \"lastMessageAt\","
                        + " \"lastMessageAtZ\") SELECT 'many' || i, 'many', '', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01',"
                        + " CASE WHEN i >= 2000 THEN TIMESTAMP " + time + ", CASE WHEN i >= 2000 THEN TIMESTAMPTZ "
                        + time.replace("00:00:00", "00:00:00+00")
                        + " FROM generate_series(0, 4999) AS s (i)")));
        transactions.statement(session -> session.update(Sql.of("ANALYZE")));
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void theLastMessagesOfALongThread() {
        assertCheap(
                messages.list(
                        MessageQuery.builder()
                                .threadId("long")
                                .direction(Direction.DESC)
                                .build(),
                        Window.offset(0, 20)),
                20);
    }

    @Test
    void aSliceInTheMiddleOfALongThreadInEitherDirection() {
        for (Direction direction : Direction.values()) {
            Position middle = Position.of(BASE.plusSeconds(30), "long3050");
            assertCheap(
                    messages.list(
                            MessageQuery.builder()
                                    .threadId("long")
                                    .direction(direction)
                                    .build(),
                            Window.after(Optional.of(middle), 20)),
                    21);
        }
    }

    @Test
    void aSliceOfTheMessagesOfAResource() {
        Position middle = Position.of(BASE.plusSeconds(30), "long3050");
        assertCheap(messages.list(MessageQuery.ofResource("owner"), Window.after(Optional.of(middle), 20)), 21);
    }

    @Test
    void theLastMessagesOfSeveralThreads() {
        for (Scope scope : List.of(Scope.ALL, Scope.resource("owner"))) {
            assertCheap(messages.last(scope, List.of("long", "other", "none")), 2);
            assertCheap(messages.lastHeads(scope, List.of("long", "other", "none")), 2);
        }
    }

    @Test
    void theMessagesAfterAPlaceUpToALimit() {
        Map<String, Optional<MessagePosition>> after = new LinkedHashMap<>();
        after.put("long", Optional.of(new MessagePosition(BASE.plusSeconds(30), "long3050")));
        after.put("other", Optional.empty());
        // and the row at the place
        assertCheap(messages.countAfter(Scope.ALL, after, 20), 41);
        assertCheap(messages.countAfter(Scope.resource("owner"), after, 20), 41);
    }

    @Test
    void oneMessageByItsId() {
        assertCheap(messages.get(Scope.ALL, List.of("long5")), 1);
    }

    @Test
    void theNewestThreadsOfAResource() {
        assertCheap(threads.list(ThreadQuery.ofResource("owner"), Window.offset(0, 20)), 20);
    }

    @Test
    void theMessagesThatAnIndexStillHasToTakeIn() {
        assertCheap(messages.indexedBy(Scope.ALL, null, 20), 20);
        assertCheap(messages.indexedBy(Scope.ALL, "[\"a\"]", 20), 20);
        assertCheap(messages.nextIndexes(""), 1);
    }

    @Test
    void theThreadsOfAResourceByTheirLastMessage() {
        Position spoken = Position.of(BASE.plusSeconds(3000), "many3000");
        for (Direction direction : Direction.values()) {
            ThreadQuery query = ThreadQuery.builder()
                    .resourceId("many")
                    .order(ThreadQuery.Order.LAST_MESSAGE_AT)
                    .direction(direction)
                    .build();
            // a part with messages and one without, and the row at the place
            assertCheap(threads.list(query, Window.offset(0, 20)), 40);
            assertCheap(threads.list(query, Window.after(Optional.of(spoken), 20)), 41);
            Position silent = Position.orNone(Optional.empty(), "many30");
            assertCheap(threads.list(query, Window.after(Optional.of(silent), 20)), 40);
        }
    }

    private static void assertCheap(Sql sql, long mostRows) {
        String plan = Plans.analyze(transactions, sql);
        long read = 0;
        for (String line : plan.split("\n")) {
            Matcher matcher = ROWS.matcher(line);
            if (line.contains(" Scan ") && matcher.find()) {
                read += Long.parseLong(matcher.group(1)) * Long.parseLong(matcher.group(2));
            }
            assertThat(line).as(plan).doesNotContain("Rows Removed by Filter");
        }
        assertThat(read).as(plan).isLessThanOrEqualTo(mostRows);
    }
}
