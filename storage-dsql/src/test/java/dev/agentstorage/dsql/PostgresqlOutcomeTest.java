package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.FaultyDataSource.Point;
import dev.agentstorage.dsql.internal.tx.TransactionCounters;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.store.MemoryStore;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only a plain PostgreSQL does: triggers as interfering writers, and isolations that are too weak. */
class PostgresqlOutcomeTest {
    private final Schema schema = Schema.in(Server.POSTGRESQL);
    private final FaultyDataSource faulty = new FaultyDataSource(Server.POSTGRESQL.dataSource());
    private Storage storage;
    private MemoryStore memory;
    private TransactionCounters counters;
    private ConversationThread thread;

    @BeforeEach
    void open() {
        storage = Schema.open(StorageConfig.builder("dsql")
                .set(DsqlOptions.DATA_SOURCE, faulty.dataSource())
                .set(DsqlOptions.SCHEMA, schema.toString())
                .set(DsqlOptions.RETRY_ATTEMPTS, 3));
        storage.init();
        memory = storage.memory();
        counters = storage.unwrap(TransactionCounters.class);
        thread = memory.createThread(ConversationThread.builder("owner").build());
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void anUnknownOutcomeThatAnotherWriterCoversStaysUnknown() {
        // what the first attempt commits is not what it wrote, as if another writer had changed it before the second
        // one reads
        // it
        faulty.failAfter(Point.COMMIT, "08006");
        schema.run(
                "CREATE FUNCTION " + schema + ".theirs() RETURNS trigger LANGUAGE plpgsql AS "
                        + "$$ BEGIN NEW.title := 'theirs'; RETURN NEW; END $$",
                "CREATE TRIGGER theirs BEFORE UPDATE ON " + schema + ".mastra_threads FOR EACH ROW EXECUTE FUNCTION "
                        + schema + ".theirs()");
        assertThatThrownBy(() -> memory.updateThread(thread.id(), ThreadPatch.ofTitle("ours"), thread.version()))
                .isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void anAppendDoesNotFailWhenItsBumpDoes() {
        NewMessage message = NewMessage.builder(thread.id())
                .content(MessageContent.text("kept"))
                .build();
        schema.run(
                "CREATE FUNCTION " + schema + ".refuse() RETURNS trigger LANGUAGE plpgsql AS "
                        + "$$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$",
                "CREATE TRIGGER refuse BEFORE UPDATE ON " + schema + ".mastra_threads FOR EACH ROW EXECUTE FUNCTION "
                        + schema + ".refuse()");
        memory.saveMessages(List.of(message));
        assertThat(memory.getMessage(message.id())).isPresent();
        assertThat(memory.getThread(thread.id())).contains(thread);
        assertThat(counters.skipped()).isEqualTo(1);
        assertThat(counters.optionalRetries()).isEqualTo(5);
        assertThat(counters.retries()).isZero();
    }

    @Test
    void aDataSourceWithAWeakerIsolationIsRefused() {
        try (Storage other = Schema.open(StorageConfig.builder("dsql")
                .set(DsqlOptions.DATA_SOURCE, Server.postgresql("read committed"))
                .set(DsqlOptions.SCHEMA, schema.toString()))) {
            assertThatThrownBy(other::init)
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            e -> assertThat(e.code()).isEqualTo("isolation-too-weak"));
        }
    }
}
