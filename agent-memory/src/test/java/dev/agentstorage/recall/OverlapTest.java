package dev.agentstorage.recall;

import static dev.agentstorage.recall.World.KEY;
import static dev.agentstorage.recall.World.message;
import static dev.agentstorage.recall.World.records;
import static dev.agentstorage.recall.World.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.vector.KeyPage;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.exact.ExactVectorStore;
import dev.agentstorage.vector.spi.ForwardingVectorStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that overlap in the one way that would leave the index wrong. */
class OverlapTest {
    /** Does something within a call, once. */
    private static final class Meeting extends ForwardingVectorStore {
        private Runnable onDelete = () -> {};
        private Runnable onList = () -> {};
        private Runnable onFirsts = () -> {};

        Meeting() {
            super(new ExactVectorStore());
        }

        @Override
        public long deleteWhere(String index, VectorFilter filter) {
            Runnable now = onDelete;
            onDelete = () -> {};
            now.run();
            return super.deleteWhere(index, filter);
        }

        @Override
        public KeyPage listKeys(String index, Optional<String> after, int limit) {
            Runnable now = onList;
            onList = () -> {};
            now.run();
            return super.listKeys(index, after, limit);
        }

        @Override
        public void upsert(String index, List<VectorRecord> stored) {
            if (stored.stream().anyMatch(record -> record.id().equals("long#0"))) {
                onFirsts.run();
            }
            super.upsert(index, stored);
        }
    }

    private final Meeting vectors = new Meeting();
    private final Storage storage =
            Storages.open(StorageConfig.builder("inmemory").build());
    private final Memory memory = World.builder(storage, vectors).build();

    OverlapTest() {
        memory.openThread(KEY);
    }

    @AfterEach
    void close() {
        memory.close();
        vectors.close();
        storage.close();
    }

    private void requireRight() {
        assertThat(records(vectors)).isEqualTo(wanted(storage));
    }

    @Test
    void aThreadThatIsMadeAgainWhileItIsRemovedFromTheIndexIsIndexed() {
        memory.append(KEY, List.of(message("old", "my cello")));
        vectors.onDelete = () -> {
            memory.openThread(KEY);
            memory.append(KEY, List.of(message("new", "my violin")));
        };
        assertThat(memory.deleteThread(KEY)).isTrue();
        assertThat(storage.memory().getMessage("new")).isPresent();
        memory.indexPending(10);
        requireRight();
    }

    @Test
    void whatIsAppendedWhileTheIndexIsComparedIsMarkedAfterwards() {
        memory.append(KEY, List.of(message("m0", "which instrument?")));
        vectors.onList = () -> {
            Thread other = new Thread(() -> memory.append(KEY, List.of(message("m1", "my cello"))));
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        memory.drain();
        assertThat(storage.memory().pendingMessages("memory-hashing-256", 10)).isEmpty();
        requireRight();
    }

    @Test
    void partsOfALongMessageStayThatIsWrittenWhileTheIndexIsCompared() throws InterruptedException, ExecutionException {
        CountDownLatch partsAreThere = new CountDownLatch(1);
        CountDownLatch compared = new CountDownLatch(1);
        ExecutorService other = Executors.newSingleThreadExecutor();
        Future<?>[] append = new Future<?>[1];
        vectors.onFirsts = () -> {
            partsAreThere.countDown();
            await(compared);
        };
        vectors.onList = () -> {
            append[0] = other.submit(() -> memory.append(KEY, List.of(message("long", "word ".repeat(100)))));
            await(partsAreThere);
        };
        try {
            memory.drain();
            compared.countDown();
            append[0].get();
        } finally {
            other.shutdownNow();
        }
        memory.indexPending(10);
        requireRight();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
