package dev.agentstorage.recall;

import static dev.agentstorage.recall.World.KEY;
import static dev.agentstorage.recall.World.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.exact.ExactVectorStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What memory asks of the storage, counted at the backend. */
class StorageCallsTest {
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final StorageConfig config = StorageConfig.builder("inmemory").build();
    private final StorageProvider reference = Storages.require("inmemory");
    private final Storage storage = Storages.open(
            new Watched(reference, reference.open(config), (method, call) -> {
                calls.add(method.getName());
                return call.make();
            }),
            config);

    private List<String> callsOf(Runnable work) {
        calls.clear();
        work.run();
        return List.copyOf(calls);
    }

    private static List<NewMessage> turn(String id) {
        return List.of(message(id + "-q", "where is my cello?"), message(id + "-a", "in the hall"));
    }

    @Test
    void anAppendCostsTheStorageWhatItCostsWithoutRecall() {
        Memory plain = Memory.builder(storage).build();
        VectorStore vectors = new ExactVectorStore();
        // background work is not the caller's
        Memory recalling = World.builder(storage, vectors).executor(task -> {}).build();
        plain.openThread(KEY);
        List<String> without = callsOf(() -> plain.append(KEY, turn("plain")));
        List<String> with = callsOf(() -> recalling.append(KEY, turn("recalling")));
        assertThat(with).isNotEmpty().isEqualTo(without);
        assertThat(World.ids(World.builder(storage, vectors)
                        .build()
                        .recall(RecallRequest.builder(KEY)
                                .query("cello")
                                .options(options -> options.lastMessages(0))
                                .build())
                        .hits()))
                .contains("recalling-q");
    }

    /** The backend promises two round trips for a list with includes. */
    @Test
    void allHitsAndNeighboursAreReadByOneCall() {
        Memory memory = World.builder(storage, new ExactVectorStore()).build();
        memory.openThread(KEY);
        IntStream.range(0, 40).forEach(i -> memory.append(KEY, turn("m" + i)));
        List<String> read = callsOf(() -> memory.recall(RecallRequest.builder(KEY)
                .query("cello")
                .options(options -> options.lastMessages(10).recall(recall -> recall.topK(20)))
                .build()));
        assertThat(read).containsExactlyInAnyOrder("list", "listIncluded");
    }

    @Test
    void aCopyOfAThreadIsNotEmbeddedAgain() {
        List<String> embedded = new ArrayList<>();
        CountingEmbedder embedder = new CountingEmbedder(embedded);
        Memory memory = World.builder(storage, new ExactVectorStore())
                .embedder(embedder)
                .build();
        memory.openThread(KEY);
        memory.append(KEY, turn("m"));
        assertThat(embedded).containsExactlyInAnyOrder("where is my cello?", "in the hall");
        memory.cloneThread("user", CloneRequest.builder(KEY.threadId()).build());
        assertThat(embedded).hasSize(2);
    }
}
