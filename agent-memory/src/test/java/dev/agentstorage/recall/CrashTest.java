package dev.agentstorage.recall;

import static dev.agentstorage.recall.World.records;
import static dev.agentstorage.recall.World.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.exact.ExactVectorStore;
import dev.agentstorage.vector.spi.ForwardingVectorStore;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ends the program at each call of the storage and of the vector store, before it and after it, during random operations; what the vector store
 * had not made durable is lost. After a restart and a drain the index has exactly what the messages call for.
 */
class CrashTest {
    private static final int ROUNDS = 60;
    private static final int OPERATIONS = 12;
    private static final int MOST_CALLS = 150;

    /** The end of the program: no code catches it. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Counts calls, and ends the program at one of them; after that no call does anything. */
    private static final class Fuse implements Watched.Around {
        private int left;
        private boolean after;
        private boolean dead;

        @Override
        public Object call(Method method, Watched.Call call) throws ReflectiveOperationException {
            require();
            left--;
            if (left <= 0 && !after) {
                end();
            }
            Object result = call.make();
            if (left <= 0) {
                end();
            }
            return result;
        }

        private void require() {
            if (dead) {
                throw new Crash();
            }
        }

        private void end() {
            dead = true;
            throw new Crash();
        }
    }

    /** Loses what was not flushed, as a crash does. */
    private static final class Disk {
        private List<VectorIndex> indexes = List.of();
        private List<List<VectorRecord>> durable = List.of();

        VectorStore open(Fuse fuse) {
            VectorStore store = new ExactVectorStore();
            for (int i = 0; i < indexes.size(); i++) {
                store.createIndex(indexes.get(i));
                store.upsert(indexes.get(i).name(), durable.get(i));
            }
            VectorStore keeping = new ForwardingVectorStore(store) {
                @Override
                public void flush() {
                    indexes = store.listIndexes("");
                    durable = indexes.stream()
                            .map(index -> store.get(
                                    index.name(),
                                    store.listKeys(index.name(), Optional.empty(), 100_000)
                                            .ids()))
                            .toList();
                }
            };
            return Watched.watch(VectorStore.class, keeping, fuse);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void afterARestartAndADrainTheIndexIsRight(long seed) {
        Random random = new Random(seed);
        RandomOperations operations = new RandomOperations(random);
        StorageProvider reference = Storages.require("inmemory");
        StorageConfig config = StorageConfig.builder("inmemory").build();
        StorageBackend backend = reference.open(config);
        Disk disk = new Disk();
        int crashes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Fuse fuse = unlit();
            Storage storage = Storages.open(new Watched(reference, backend, fuse), config);
            Memory memory = World.builder(storage, disk.open(fuse)).build();
            if (round > 0) {
                memory.drain();
                assertThat(records(disk.open(unlit())))
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(wanted(storage));
            }
            fuse.left = 1 + random.nextInt(MOST_CALLS);
            fuse.after = random.nextBoolean();
            try {
                for (int i = 0; i < OPERATIONS; i++) {
                    operations.next(memory, storage);
                }
            } catch (Crash e) {
                crashes++;
            } catch (AlreadyExistsException e) {
                assertThat(e.code())
                        .as("the id is of a message of the other resource")
                        .isEqualTo("message-exists");
            }
        }
        assertThat(crashes).isGreaterThan(ROUNDS / 3);
    }

    private static Fuse unlit() {
        Fuse fuse = new Fuse();
        fuse.left = Integer.MAX_VALUE;
        return fuse;
    }
}
