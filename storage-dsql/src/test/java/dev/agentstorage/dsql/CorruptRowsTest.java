package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.DsqlOptions.CorruptRows;
import dev.agentstorage.dsql.events.TransactionStatistics;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.Listing;
import dev.agentstorage.transfer.StorageTransfer;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that cannot be read fail a listing, or are left out of it when that is asked for: no row that can be read is lost then. */
class CorruptRowsTest {
    private static final int ROWS = 60;
    private static final String THREAD = "mixed";

    private static Schema schema;
    private static Storage strict;
    private static Storage tolerant;
    private static final List<String> READABLE = new ArrayList<>();

    @BeforeAll
    static void fill() {
        schema = Schema.in(Server.POSTGRESQL);
        strict = schema.open();
        tolerant = Schema.open(schema.config().set(DsqlOptions.CORRUPT_ROWS, CorruptRows.SKIP));
        ConversationThread thread = strict.memory()
                .createThread(ConversationThread.builder("owner").id(THREAD).build());
        List<NewMessage> messages = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            messages.add(NewMessage.builder(thread.id())
                    .id("m%02d".formatted(i))
                    .content(Json.of(Map.of("n", i, "metadata", Map.of("tag", "x"))))
                    .createdAt(Instant.parse("2024-01-01T00:00:00Z").plusSeconds(i))
                    .build());
            // the first, the last, and long runs between them
            if (i == 0 || i == ROWS - 1 || (i > 20 && i < 35) || i % 7 == 0) {
                continue;
            }
            READABLE.add("m%02d".formatted(i));
        }
        strict.memory().saveMessages(messages);
        schema.run(
                "ALTER TABLE " + schema + ".mastra_messages ALTER COLUMN role DROP NOT NULL",
                "UPDATE " + schema + ".mastra_messages SET role = NULL WHERE id NOT IN ('"
                        + String.join("', '", READABLE) + "')",
                "ALTER TABLE " + schema + ".mastra_ai_spans ALTER COLUMN name DROP NOT NULL");
    }

    @AfterAll
    static void close() {
        strict.close();
        tolerant.close();
        schema.close();
    }

    @Test
    void aListingFailsUnlessItSkipsCorruptRows() {
        assertThatThrownBy(() -> listing(strict, Direction.ASC).toList())
                .isInstanceOfSatisfying(
                        CorruptDataException.class,
                        e -> assertThat(e.details())
                                .containsEntry("table", "mastra_messages")
                                .containsEntry("key", "m00")
                                .containsEntry("column", "role"));
    }

    @Test
    void aSingleReadFailsInAnyCase() {
        assertThatThrownBy(() -> tolerant.memory().getMessage("m00")).isInstanceOf(CorruptDataException.class);
        assertThat(tolerant.memory().getMessage("m01")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 13, 14, 100})
    void aWalkBySlicesGivesEachReadableRowOnce(int size) {
        for (Direction direction : Direction.values()) {
            List<String> walked = new ArrayList<>();
            Cursor cursor = null;
            do {
                var slice = listing(tolerant, direction).slice(size, cursor);
                slice.items().forEach(message -> walked.add(message.id()));
                cursor = slice.next().orElse(null);
            } while (cursor != null);
            if (direction == Direction.DESC) {
                Collections.reverse(walked);
            }
            assertThat(walked).isEqualTo(READABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 14, 100})
    void aWalkByPagesGivesEachReadableRowOnce(int size) {
        List<String> walked = new ArrayList<>();
        boolean more = true;
        for (int page = 0; more; page++) {
            var read = listing(tolerant, Direction.ASC).page(PageRequest.of(page, size));
            read.items().forEach(message -> walked.add(message.id()));
            more = read.hasMore();
        }
        assertThat(walked).isEqualTo(READABLE);
    }

    @Test
    void aStreamAndAFilterOnMetadataSkipThemToo() {
        assertThat(listing(tolerant, Direction.ASC).stream().map(Message::id)).isEqualTo(READABLE);
        var tagged = tolerant.memory()
                .listMessages(MessageQuery.builder()
                        .threadId(THREAD)
                        .direction(Direction.ASC)
                        .metadata(Json.of(Map.of("tag", "x")))
                        .build());
        assertThat(tagged.toList()).extracting(Message::id).isEqualTo(READABLE);
    }

    @Test
    void includedMessagesAndTheirNeighboursSkipThemToo() {
        var memory = tolerant.memory();
        // of the three before it none can be read, both after it can
        var page = memory.listMessages(
                MessageQuery.ofThread("unknown"),
                List.of(
                        MessageInclude.builder("m36").before(3).after(2).build(),
                        MessageInclude.builder("m21").build()),
                PageRequest.first());
        assertThat(page.items()).extracting(Message::id).containsExactlyInAnyOrder("m36", "m37", "m38");
        assertThatThrownBy(() -> strict.memory()
                        .listMessages(
                                MessageQuery.ofThread("unknown"),
                                List.of(MessageInclude.builder("m36")
                                        .before(3)
                                        .after(2)
                                        .build()),
                                PageRequest.first()))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void aCopyFailsInsteadOfLosingRows() {
        assertThatThrownBy(() -> listing(tolerant, Direction.ASC).complete().toList())
                .isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> StorageTransfer.export(tolerant, OutputStream.nullOutputStream(), BulkListener.NONE))
                .isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> tolerant.memory()
                        .cloneThread(CloneRequest.builder(THREAD).build()))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void tracesAreWalkedPastAnyNumberOfThem() {
        int count = 1300;
        strict.observability()
                .importSpans(IntStream.range(0, count)
                        .mapToObj(i -> Span.builder("t%04d".formatted(i), "s")
                                .startedAt(Instant.EPOCH)
                                .endedAt(i == count - 1 ? null : Instant.EPOCH.plusSeconds(i))
                                .build())
                        .toList());
        schema.run("UPDATE " + schema + ".mastra_ai_spans SET name = NULL WHERE \"traceId\" BETWEEN 't0002' AND"
                + " 't1290'");
        for (Direction direction : Direction.values()) {
            var listing = tolerant.observability()
                    .listTraces(TraceQuery.builder()
                            .order(TraceQuery.Order.ENDED_AT)
                            .direction(direction)
                            .build());
            List<String> walked = new ArrayList<>();
            Cursor cursor = null;
            do {
                var slice = listing.slice(1, cursor);
                slice.items().forEach(span -> walked.add(span.traceId()));
                cursor = slice.next().orElse(null);
            } while (cursor != null);
            assertThat(walked).hasSize(11).doesNotHaveDuplicates().contains("t0001", "t1291", "t1299");
        }
    }

    @Test
    void whatWasLeftOutIsCounted() {
        long before = tolerant.unwrap(TransactionStatistics.class).corruptRows();
        listing(tolerant, Direction.ASC).toList();
        assertThat(tolerant.unwrap(TransactionStatistics.class).corruptRows() - before)
                .isEqualTo(ROWS - READABLE.size());
    }

    private static Listing<Message> listing(Storage storage, Direction direction) {
        return storage.memory()
                .listMessages(MessageQuery.builder()
                        .threadId(THREAD)
                        .direction(direction)
                        .build());
    }
}
