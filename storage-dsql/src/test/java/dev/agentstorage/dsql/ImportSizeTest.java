package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.observability.Span;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Imports whose rows weigh more in the database than can be known here: a server counts the entries of its indexes, too. */
class ImportSizeTest {
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
                .weigh() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    IF (SELECT count(*) FROM fresh) > %d OR EXISTS (SELECT 1 FROM fresh WHERE fresh::text LIKE '%%heavy%%') THEN
                        RAISE EXCEPTION 'transaction size limit 10mb exceeded' USING ERRCODE = '54000';
                    END IF;
                    RETURN NULL;
                END $$""".formatted(MOST));
        for (String table : List.of("mastra_messages", "mastra_ai_spans")) {
            schema.run("CREATE TRIGGER weighed AFTER INSERT ON " + schema + "." + table
                    + " REFERENCING NEW TABLE AS fresh EXECUTE FUNCTION " + schema + ".weigh()");
        }
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void messagesAreStoredInSmallerPartsAndInTheirOrder() {
        ConversationThread thread = storage.memory()
                .createThread(ConversationThread.builder("owner").build());
        List<NewMessage> messages = IntStream.range(0, ROWS)
                .mapToObj(i -> NewMessage.builder(thread.id())
                        .id("m" + i)
                        .content(Json.of(Map.of("n", i)))
                        .build())
                .toList();
        assertThat(storage.memory().importMessages(messages).affected()).isEqualTo(ROWS);
        assertThat(storage.memory()
                        .listMessages(MessageQuery.builder()
                                .threadId(thread.id())
                                .direction(Direction.ASC)
                                .build())
                        .toList())
                .extracting(message -> message.id())
                .containsExactlyElementsOf(
                        messages.stream().map(message -> message.id()).toList());
    }

    @Test
    void spansAreStoredInSmallerParts() {
        assertThat(storage.observability()
                        .importSpans(IntStream.range(0, ROWS)
                                .mapToObj(i -> span("s" + i))
                                .toList())
                        .affected())
                .isEqualTo(ROWS);
        assertThat(storage.observability().listSpans(TimeRange.ALL).count()).isEqualTo(ROWS);
    }

    @Test
    void aRowThatIsTooLargeAloneIsRefusedAfterThoseBeforeIt() {
        List<Span> spans = IntStream.range(0, ROWS)
                .mapToObj(i -> span(i == 700 ? "heavy" : "s" + i))
                .toList();
        assertThatThrownBy(() -> storage.observability().importSpans(spans))
                .isInstanceOfSatisfying(
                        TooLargeException.class, e -> assertThat(e.code()).isEqualTo("change-too-large"));
        assertThat(storage.observability().listSpans(TimeRange.ALL).count()).isEqualTo(700);
        assertThatThrownBy(() -> storage.observability().saveSpans(spans.subList(ROWS - MOST - 1, ROWS)))
                .as("one call is one transaction")
                .isInstanceOf(TooLargeException.class);
        assertThat(storage.observability().listSpans(TimeRange.ALL).count()).isEqualTo(700);
    }

    private static Span span(String id) {
        return Span.builder("t", id).startedAt(BASE).build();
    }
}
