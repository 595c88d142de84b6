package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.local.wire.WireCounters;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What users of other stores suffered from and no other test holds this one to; see docs/internals/KNOWN-WEAKNESSES.md. */
class KnownWeaknessesTest {
    private static final int THREADS = 8;

    private final Schema schema = Schema.in(Server.DSQL);
    private Storage storage;
    private MemoryStore memory;

    @BeforeEach
    void open() {
        storage = Schema.open(schema.config().set(DsqlOptions.POOL_MAXIMUM, 1));
        schema.awaitIndexes(storage);
        memory = storage.memory();
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void aFilterOnMetadataCarriesOnlyWhatMayMatch() {
        String insert = "INSERT INTO " + schema + ".mastra_threads (id, \"resourceId\", title, metadata, \"createdAt\","
                + " \"updatedAt\") SELECT '%1$s' || i, 'owner', repeat('x', 100), '{\"%1$s\":' || i || '}',"
                + " '2024-01-01', '2024-01-01' FROM generate_series(1, %2$d) i";
        schema.run(insert.formatted("usual", 2500), insert.formatted("rare", 3));
        ThreadQuery rare = ThreadQuery.builder()
                .resourceId("owner")
                .metadata(Json.of(Map.of("rare", 2)))
                .build();
        ThreadQuery all = ThreadQuery.ofResource("owner");
        memory.getThread("none");
        WireCounters before = Server.local().counters();
        assertThat(memory.listThreads(rare).slice(100).items())
                .extracting(ConversationThread::id)
                .containsExactly("rare2");
        WireCounters filtered = Server.local().counters().minus(before);
        before = Server.local().counters();
        assertThat(memory.listThreads(all).toList()).hasSize(2503);
        WireCounters everything = Server.local().counters().minus(before);
        assertThat(filtered.roundTrips()).isEqualTo(1);
        assertThat(filtered.bytesOut() + filtered.bytesIn())
                .isLessThan((everything.bytesOut() + everything.bytesIn()) / 50);
    }

    @Test
    void callsAtTheSameTimeGetTheirOwnAnswersOverOneConnection() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> callers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                String id = "thread" + i;
                callers.add(() -> {
                    for (int turn = 0; turn < 10; turn++) {
                        ConversationThread saved = memory.saveThread(ConversationThread.builder("owner")
                                .id(id)
                                .title(id + turn)
                                .build());
                        assertThat(memory.getThread(id)).contains(saved);
                    }
                    return null;
                });
            }
            for (Future<Void> caller : executor.invokeAll(callers)) {
                caller.get();
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(memory.listThreads(ThreadQuery.ofResource("owner")).count()).isEqualTo(THREADS);
    }
}
