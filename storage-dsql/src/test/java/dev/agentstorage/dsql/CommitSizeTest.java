package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.observability.Span;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that refuses what is too large at COMMIT, after every statement has succeeded: the work is done in smaller parts. */
class CommitSizeTest {
    private static final int MOST = 70;
    private static final int ROWS = 1000;
    private static final Instant BASE = Instant.parse("2024-01-01T00:00:00Z");

    private Schema schema;
    private Storage storage;

    @BeforeEach
    void open() {
        schema = Schema.in(Server.POSTGRESQL);
        storage = schema.open();
        storage.init();
        schema.run("CREATE FUNCTION " + schema + """
                .weigh() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE changed bigint;
                BEGIN
                    EXECUTE format('SELECT count(*) FROM %%s WHERE xmin = pg_current_xact_id()::xid', TG_RELID::regclass)
                        INTO changed;
                    IF changed > %d THEN
                        RAISE EXCEPTION 'transaction size limit 10mb exceeded' USING ERRCODE = '54000';
                    END IF;
                    RETURN NULL;
                END $$""".formatted(MOST));
    }

    /** From now on the table takes this number of changed rows in a transaction, and no more. */
    private void weigh(String table) {
        schema.run("CREATE CONSTRAINT TRIGGER weighed AFTER INSERT OR UPDATE ON " + schema + "." + table
                + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION " + schema + ".weigh()");
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void messagesAreImportedAndMovedInSmallerParts() {
        ConversationThread thread = storage.memory()
                .createThread(ConversationThread.builder("owner").build());
        weigh("mastra_messages");
        List<NewMessage> messages = IntStream.range(0, ROWS)
                .mapToObj(i -> NewMessage.builder(thread.id()).id("m" + i).build())
                .toList();
        assertThat(storage.memory().importMessages(messages).affected()).isEqualTo(ROWS);
        assertThat(storage.memory().moveThread(thread.id(), "other").resourceId())
                .isEqualTo("other");
        try (Stream<Message> all = storage.memory().listMessages(MessageQuery.ofThread(thread.id())).stream()) {
            assertThat(all.map(Message::resourceId)).hasSize(ROWS).containsOnly("other");
        }
    }

    @Test
    void spansAreImportedInSmallerParts() {
        weigh("mastra_ai_spans");
        List<Span> spans = IntStream.range(0, ROWS)
                .mapToObj(i -> Span.builder("t", "s" + i).startedAt(BASE).build())
                .toList();
        assertThatThrownBy(() -> storage.observability().saveSpans(spans.subList(0, 300)))
                .as("one call is one transaction")
                .isInstanceOfSatisfying(
                        TooLargeException.class, e -> assertThat(e.code()).isEqualTo("change-too-large"));
        assertThat(storage.observability().listSpans(TimeRange.ALL).count()).isZero();
        assertThat(storage.observability().importSpans(spans).affected()).isEqualTo(ROWS);
        assertThat(storage.observability().listSpans(TimeRange.ALL).count()).isEqualTo(ROWS);
    }
}
