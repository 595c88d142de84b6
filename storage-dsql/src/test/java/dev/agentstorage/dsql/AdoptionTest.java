package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.transfer.StorageTransfer;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables and rows that Mastra made are read and written as they are meant. */
@Tag("slow")
@ParameterizedClass
@EnumSource(Server.class)
class AdoptionTest {
    private static final String CONTENT = "{\"format\":2,\"parts\":[]}";

    private final Schema schema;
    private Storage storage;
    private MemoryStore memory;

    AdoptionTest(Server server) {
        schema = Schema.in(server);
    }

    @BeforeEach
    void open() {
        MastraTables.create(schema, "");
        // an orphan, as a racing delete of another writer leaves one
        MastraTables.message(schema, "orphan", "gone", CONTENT, "2024-01-01 00:00:00", "NULL");
        storage = Schema.open(schema.config().set(DsqlOptions.SKIP_DEFAULT_INDEXES, true));
        storage.init();
        memory = storage.memory();
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void whatIsMissingIsAddedAndASecondStartAddsNothing() {
        List<String> columns = schema.query("SELECT column_name FROM information_schema.columns WHERE table_schema = '"
                + schema + "' AND table_name = 'mastra_threads'");
        assertThat(columns).contains("archivedAt", "archivedAtZ");
        List<String> relations = schema.query("SELECT oid FROM pg_class ORDER BY oid");
        try (Storage second = Schema.open(schema.config().set(DsqlOptions.SKIP_DEFAULT_INDEXES, true))) {
            second.init();
        }
        assertThat(schema.query("SELECT oid FROM pg_class ORDER BY oid")).isEqualTo(relations);
    }

    @Test
    void aRowWithoutTheColumnsOfTheZoneIsReadInUtc() {
        MastraTables.thread(schema, "t", "NULL", "2024-05-06 07:08:09.123", "NULL");
        ConversationThread thread = memory.getThread("t").orElseThrow();
        assertThat(thread.createdAt()).isEqualTo(Instant.parse("2024-05-06T07:08:09.123Z"));
        assertThat(thread.metadata()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(thread.archivedAt()).isEmpty();
    }

    @Test
    void aRowWhoseWallClockIsLocalTimeIsReadByItsZone() {
        MastraTables.thread(schema, "t", "NULL", "2024-05-06 09:08:09.123", "'2024-05-06 07:08:09.123+00'");
        assertThat(memory.getThread("t").orElseThrow().createdAt())
                .isEqualTo(Instant.parse("2024-05-06T07:08:09.123Z"));
    }

    @Test
    void aWalkOverLocalAndUtcRowsGivesEachRowOnce() {
        MastraTables.thread(schema, "t", "NULL", "2024-01-01 00:00:00", "NULL");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String id = "m" + i;
            ids.add(id);
            boolean local = i % 3 == 0;
            MastraTables.message(
                    schema,
                    id,
                    "t",
                    CONTENT,
                    "2024-01-01 0" + (local ? 3 : 1) + ":00:" + (10 + i),
                    "'2024-01-01 01:00:" + (10 + i) + "+00'");
        }
        for (Direction direction : Direction.values()) {
            var listing = memory.listMessages(
                    MessageQuery.builder().threadId("t").direction(direction).build());
            List<String> walked = new ArrayList<>();
            Cursor cursor = null;
            do {
                var slice = listing.slice(3, cursor);
                slice.items().forEach(message -> walked.add(message.id()));
                assertThat(walked).doesNotHaveDuplicates();
                cursor = slice.next().orElse(null);
                if (cursor != null) {
                    assertThat(listing.until(cursor).stream().map(Message::id)).isEqualTo(walked);
                }
            } while (cursor != null);
            assertThat(listing.until(listing.end().orElseThrow()).stream().map(Message::id))
                    .isEqualTo(walked);
            assertThat(walked).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    @Test
    void aCallOfAToolAndItsResultInOnePartAreReadAndWrittenBackAsTheyWere() {
        String content = "{\"format\":2,\"parts\":[{\"type\":\"step-start\"},{\"type\":\"tool-invocation\","
                + "\"toolInvocation\":{\"state\":\"result\",\"step\":0,\"toolCallId\":\"c1\",\"toolName\":\"status\","
                + "\"args\":{\"order\":1.10},\"result\":[true]},\"providerMetadata\":{\"p\":{}}},"
                + "{\"type\":\"text\",\"text\":\"Sent.\"}],\"content\":\"Sent.\",\"annotations\":[]}";
        MastraTables.thread(schema, "t", "NULL", "2024-01-01 00:00:00", "NULL");
        MastraTables.message(schema, "m", "t", content, "2024-01-01 00:00:01", "NULL");

        Message message = memory.getMessage("m").orElseThrow();
        assertThat(message.text()).isEqualTo("Sent.");
        assertThat(message.toolCalls()).singleElement().satisfies(call -> {
            assertThat(call.id()).isEqualTo("c1");
            assertThat(call.name()).isEqualTo("status");
            assertThat(call.arguments()).hasToString("{\"order\":1.10}");
        });
        assertThat(message.toolResults()).singleElement().satisfies(result -> {
            assertThat(result.id()).isEqualTo("c1");
            assertThat(result.result()).isEqualTo(Json.of(List.of(true)));
        });

        Json again = new MessageContent(message.content()).toBuilder().build();
        memory.updateMessages(List.of(MessagePatch.builder("m").content(again).build()));
        assertThat(schema.query("SELECT content FROM " + schema + ".mastra_messages WHERE id = 'm'"))
                .containsExactly(content);
    }

    @Test
    void theBaseColumnDecidesWhetherAThreadIsArchived() {
        MastraTables.thread(schema, "t", "NULL", "2024-01-01 00:00:00", "NULL");
        schema.run("UPDATE " + schema + ".mastra_threads SET \"archivedAtZ\" = now()");
        assertThat(memory.getThread("t").orElseThrow().archivedAt()).isEmpty();
        assertThat(memory.listThreads(ThreadQuery.builder().archived(false).build())
                        .count())
                .isEqualTo(1);
    }

    @Test
    void theLastMessageOfAThreadOfOthersIsKnownAfterARefresh() {
        MastraTables.thread(schema, "t", "NULL", "2024-01-01 00:00:00", "NULL");
        MastraTables.thread(schema, "silent", "NULL", "2024-01-01 00:00:00", "NULL");
        MastraTables.message(schema, "m1", "t", CONTENT, "2024-01-01 03:00:00", "'2024-01-01 01:00:00+00'");
        MastraTables.message(schema, "m2", "t", CONTENT, "2024-01-01 04:00:00", "'2024-01-01 02:00:00+00'");
        String resource = memory.getThread("t").orElseThrow().resourceId();
        assertThat(memory.getThread("t").orElseThrow().lastMessageAt()).isEmpty();
        Instant updatedAt = memory.getThread("t").orElseThrow().updatedAt();

        assertThat(memory.refreshThreads(resource).affected()).isEqualTo(1);

        ConversationThread refreshed = memory.getThread("t").orElseThrow();
        assertThat(refreshed.lastMessageAt()).contains(Instant.parse("2024-01-01T02:00:00Z"));
        assertThat(refreshed.updatedAt()).isEqualTo(updatedAt);
        assertThat(memory.getThread("silent").orElseThrow().lastMessageAt()).isEmpty();
        assertThat(memory.refreshThreads(resource).affected()).isZero();
        var listing = memory.listThreads(ThreadQuery.builder()
                .resourceId(resource)
                .order(ThreadQuery.Order.LAST_MESSAGE_AT)
                .build());
        var first = listing.slice(1);
        assertThat(first.items()).containsExactly(refreshed);
        assertThat(listing.slice(5, first.next().orElseThrow()).items()).doesNotContain(refreshed);
    }

    @Test
    void whatOthersStoreIsPendingAndWhatTheyChangeKeepsItsMark() {
        MastraTables.thread(schema, "t", "NULL", "2024-01-01 00:00:00", "NULL");
        MastraTables.message(schema, "theirs", "t", CONTENT, "2024-01-01 03:00:00", "NULL");
        assertThat(memory.pendingMessages("vectors", 100))
                .extracting(Message::id)
                .contains("theirs");
        Message theirs = memory.getMessage("theirs").orElseThrow();
        assertThat(memory.markIndexed("vectors", Map.of("theirs", theirs.version()))
                        .affected())
                .isEqualTo(1);
        assertThat(schema.query("SELECT as_indexed FROM " + schema + ".mastra_messages WHERE id = 'theirs'"))
                .containsExactly("[\"vectors\"]");
        schema.run("UPDATE " + schema + ".mastra_messages SET as_indexed = 'no array' WHERE id = 'theirs'");
        assertThat(memory.pendingMessages("vectors", 100)).contains(theirs);
        memory.markIndexed("vectors", Map.of("theirs", theirs.version()));
        assertThat(memory.pendingMessages("vectors", 100)).doesNotContain(theirs);
    }

    @Test
    void whatWeWriteHasBothColumnsOfEachTime() {
        ConversationThread thread = memory.createThread(ConversationThread.builder("owner")
                .createdAt(Instant.parse("2024-05-06T07:08:09.123456Z"))
                .build());
        memory.updateThread(
                thread.id(),
                ThreadPatch.builder()
                        .archivedAt(Instant.parse("2024-06-01T00:00:00Z"))
                        .build());
        memory.updateThread(thread.id(), ThreadPatch.builder().clearArchivedAt().build());
        memory.saveMessages(List.of(NewMessage.builder(thread.id()).build()));
        assertThat(schema.query("SELECT \"createdAt\" = \"createdAtZ\" AT TIME ZONE 'UTC' AND \"updatedAt\" ="
                        + " \"updatedAtZ\" AT TIME ZONE 'UTC' AND \"archivedAtZ\" IS NULL AND \"lastMessageAt\" ="
                        + " \"lastMessageAtZ\" AT TIME ZONE 'UTC' FROM " + schema
                        + ".mastra_threads"))
                .containsExactly("t");
        assertThat(schema.query(
                        "SELECT to_char(\"createdAt\", 'YYYY-MM-DD HH24:MI:SS.US') FROM " + schema + ".mastra_threads"))
                .containsExactly("2024-05-06 07:08:09.123456");
    }

    @Test
    void aMessageForAMissingThreadIsRefusedAlsoWhereTheTableHadNoReference() {
        NewMessage message = NewMessage.builder("missing").resourceId("owner").build();
        assertThatThrownBy(() -> memory.saveMessages(List.of(message)))
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.details()).containsEntry("threadId", "missing"));
    }

    @Test
    void anOrphanOfAnotherWriterCanBeReadAndErased() {
        assertThat(memory.getMessage("orphan")).isPresent();
        memory.deleteThread("gone");
        assertThat(memory.getMessage("orphan")).isEmpty();
    }

    @Test
    void metadataThatIsNullInTheFormOfJsonIsEmpty() {
        MastraTables.thread(schema, "t", "'null'", "2024-05-06 07:08:09.123", "NULL");
        schema.run("INSERT INTO " + schema + ".mastra_resources (id, metadata, \"createdAt\", \"updatedAt\") VALUES"
                + " ('r', 'null', '2024-05-06 07:08:09', '2024-05-06 07:08:09')");
        assertThat(memory.getThread("t").orElseThrow().metadata()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(memory.listThreads(ThreadQuery.builder()
                                .metadata(Json.of(Map.of("a", 1)))
                                .build())
                        .toList())
                .isEmpty();
        assertThat(memory.getResource("r").orElseThrow().metadata()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(memory.updateResource("r", ResourcePatch.ofWorkingMemory("w"))
                        .workingMemory())
                .contains("w");
    }

    @Test
    void aMessageIsRemovedByItsTimeOnlyIfItIsOldByBothOfItsTimes() {
        MastraTables.thread(schema, "t", "NULL", "2024-01-01 00:00:00", "NULL");
        MastraTables.message(schema, "local", "t", CONTENT, "2024-01-01 00:00:00", "'2024-01-01 08:00:00+00'");
        MastraTables.message(schema, "old", "t", CONTENT, "2024-01-01 00:00:00", "NULL");
        Instant one = Instant.parse("2024-01-01T01:00:00Z");
        // the orphan is old, too
        assertThat(memory.pruneMessages(one, 10)).isEqualTo(new BulkResult(2, true));
        assertThat(memory.deleteMessages(MessageQuery.builder()
                        .threadId("t")
                        .range(TimeRange.until(one))
                        .build()))
                .isEqualTo(new BulkResult(0, true));
        assertThat(memory.getMessage("local")).isPresent();
        assertThat(memory.pruneMessages(Instant.parse("2024-01-01T09:00:00Z"), 10)
                        .affected())
                .isEqualTo(1);
    }

    @Test
    void aFilterOnMetadataLeavesTheRangeToTheDatabase() {
        MastraTables.thread(schema, "t", "NULL", "2024-01-01 00:00:00", "NULL");
        String content = "{\"format\":2,\"parts\":[],\"metadata\":{\"k\":1}}";
        MastraTables.message(schema, "local", "t", content, "2024-01-01 00:00:00", "'2024-01-01 08:00:00+00'");
        MessageQuery query = MessageQuery.builder()
                .threadId("t")
                .range(TimeRange.until(Instant.parse("2024-01-01T01:00:00Z")))
                .build();
        assertThat(memory.listMessages(query).count()).isEqualTo(1);
        assertThat(memory.listMessages(query.toBuilder()
                                .metadata(Json.of(Map.of("k", 1)))
                                .build())
                        .count())
                .isEqualTo(1);
    }

    @Test
    void anAppendMovesAThreadThatALocalClockWrote() {
        MastraTables.thread(schema, "t", "NULL", "2024-05-06 09:08:09.123", "'2024-05-06 07:08:09.123+00'");
        schema.run("UPDATE " + schema + ".mastra_threads SET \"updatedAt\" = LOCALTIMESTAMP + interval '3 hours'");
        Instant before = memory.getThread("t").orElseThrow().updatedAt();
        memory.saveMessages(
                List.of(NewMessage.builder(memory.getThread("t").orElseThrow().id())
                        .text("hello")
                        .build()));
        assertThat(memory.getThread("t").orElseThrow().updatedAt()).isAfter(before);
    }

    @Test
    void metadataThatIsOverTheLimitDoesNotHinderOtherChanges() {
        String large = "{\"k\":\"" + "x".repeat(1_046_000) + "\"}";
        MastraTables.thread(schema, "t", "'" + large + "'", "2024-01-01 00:00:00", "NULL");
        assertThat(memory.updateThread("t", ThreadPatch.ofTitle("new")).title()).isEqualTo("new");
        assertThatThrownBy(() -> memory.updateThread("t", ThreadPatch.ofMetadata(Json.of(Map.of("other", 1)))))
                .isInstanceOf(TooLargeException.class);
    }

    @Test
    void ofAMemberThatIsNamedTwiceTheLastOneCounts() {
        MastraTables.thread(schema, "t", "'{\"k\":1,\"k\":2}'", "2024-01-01 00:00:00", "NULL");
        String twice = "{\"format\":2,\"metadata\":{\"k\":1,\"k\":2}}";
        MastraTables.message(schema, "twice", "t", twice, "2024-01-01 00:00:00", "NULL");
        String once = "{\"format\":2,\"metadata\":{\"k\":1}}";
        MastraTables.message(schema, "once", "t", once, "2024-01-01 00:00:00", "NULL");
        var found = memory.listMessages(MessageQuery.builder()
                .threadId("t")
                .metadata(Json.of(Map.of("k", 1)))
                .build());
        assertThat(found.toList()).extracting(Message::id).containsExactly("once");
        assertThat(found.count()).isEqualTo(1);
        assertThat(memory.listThreads(ThreadQuery.builder()
                                .metadata(Json.of(Map.of("k", 2)))
                                .build())
                        .toList())
                .extracting(ConversationThread::id)
                .containsExactly("t");

        memory.updateMessages(List.of(MessagePatch.builder("twice")
                .content(Json.of(Map.of("metadata", Map.of("n", 1))))
                .build()));
        memory.updateThread("t", ThreadPatch.ofMetadata(Json.of(Map.of("n", 1))));
        assertThat(schema.query("SELECT content FROM " + schema + ".mastra_messages WHERE id = 'twice'"))
                .containsExactly("{\"format\":2,\"metadata\":{\"k\":2,\"n\":1}}");
        assertThat(schema.query("SELECT metadata FROM " + schema + ".mastra_threads"))
                .containsExactly("{\"k\":2,\"n\":1}");
    }

    @Test
    void whatIsAdoptedCanBeCopiedElsewhere() throws IOException {
        MastraTables.thread(schema, "t", "'null'", "2024-01-01 00:00:00", "NULL");
        MastraTables.message(schema, "m", "t", CONTENT, "2024-01-01 00:00:00", "NULL");
        schema.run("UPDATE " + schema + ".mastra_messages SET \"resourceId\" = NULL WHERE id = 'm'");
        StringWriter copy = new StringWriter();
        StorageTransfer.export(storage, copy, BulkListener.NONE);
        try (Schema other = Schema.in(schema.server());
                Storage target = Schema.open(other.config().set(DsqlOptions.SKIP_DEFAULT_INDEXES, true))) {
            StorageTransfer.importInto(target, new StringReader(copy.toString()), BulkListener.NONE);
            assertThat(target.memory().getMessage("m").orElseThrow().resourceId())
                    .isEqualTo("owner");
        }
    }

    @Test
    void aMessageWithoutAResourceKeepsItsNullWhenItIsPatched() {
        MastraTables.thread(schema, "t", "NULL", "2024-01-01 00:00:00", "NULL");
        MastraTables.message(schema, "m", "t", CONTENT, "2024-01-01 00:00:00", "NULL");
        schema.run("UPDATE " + schema + ".mastra_messages SET \"resourceId\" = NULL WHERE id = 'm'");
        Message message = memory.getMessage("m").orElseThrow();
        assertThat(message.resourceId()).isEmpty();
        memory.updateMessages(List.of(
                MessagePatch.builder("m").content(Json.of(Map.of("more", true))).build()));
        assertThat(schema.query("SELECT \"resourceId\" FROM " + schema + ".mastra_messages WHERE id = 'm'"))
                .containsExactly((String) null);
    }
}
