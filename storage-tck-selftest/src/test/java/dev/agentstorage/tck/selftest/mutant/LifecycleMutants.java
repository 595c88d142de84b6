package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.support.ForwardingStorageBackend;
import dev.agentstorage.spi.support.ForwardingThreadBackend;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a backend may get wrong in the life of a storage. */
final class LifecycleMutants {
    private LifecycleMutants() {}

    static List<Mutant> all() {
        return List.of(
                new Mutant("takes-its-end-for-an-outage", "CORE-14", TakesEndForOutage::new),
                new Mutant("forgets-an-interrupt", "CORE-20", ForgetsInterrupts::new),
                new Mutant("takes-an-interrupt-for-an-outage", "CORE-20", TakesInterruptForOutage::new));
    }

    /** All calls but the first wait until the storage is closed, and hear then that there was no connection. */
    private static final class TakesEndForOutage extends ForwardingStorageBackend {
        private final AtomicBoolean used = new AtomicBoolean();
        private final CountDownLatch closed = new CountDownLatch(1);

        TakesEndForOutage(StorageBackend real) {
            super(real);
        }

        @Override
        public Optional<MemoryBackend> memory() {
            return super.memory()
                    .map(real -> Mutant.withThreads(real, threads -> new ForwardingThreadBackend(threads) {
                        @Override
                        public ConversationThread create(ConversationThread thread, List<Message> messages) {
                            if (used.compareAndSet(false, true)) {
                                return super.create(thread, messages);
                            }
                            try {
                                closed.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            throw new UnavailableException(
                                    "pool-exhausted", "no connection of the pool became free", Map.of());
                        }
                    }));
        }

        @Override
        public void close() {
            closed.countDown();
            super.close();
        }
    }

    private static final class ForgetsInterrupts extends ForwardingStorageBackend {
        ForgetsInterrupts(StorageBackend real) {
            super(real);
        }

        @Override
        public Optional<MemoryBackend> memory() {
            return super.memory()
                    .map(real -> Mutant.withThreads(real, threads -> new ForwardingThreadBackend(threads) {
                        @Override
                        public ConversationThread create(ConversationThread thread, List<Message> messages) {
                            Thread.interrupted();
                            return super.create(thread, messages);
                        }
                    }));
        }
    }

    private static final class TakesInterruptForOutage extends ForwardingStorageBackend {
        TakesInterruptForOutage(StorageBackend real) {
            super(real);
        }

        @Override
        public Optional<MemoryBackend> memory() {
            return super.memory()
                    .map(real -> Mutant.withThreads(real, threads -> new ForwardingThreadBackend(threads) {
                        @Override
                        public Optional<ConversationThread> get(String id) {
                            if (Thread.currentThread().isInterrupted()) {
                                throw new UnavailableException(
                                        "retries-exhausted", "reads failed on every attempt", Map.of());
                            }
                            return super.get(id);
                        }
                    }));
        }
    }
}
