package dev.agentstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.value.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The life of a storage: opened, initialised once, closed. */
class DefaultStorageTest {
    private final TestProvider provider = new TestProvider();

    private Storage open(boolean autoInit) {
        return Storages.open(
                provider, StorageConfig.builder("test").autoInit(autoInit).build());
    }

    private static UnavailableException outage() {
        return new UnavailableException("backend-unreachable", "the backend cannot be reached", Map.of());
    }

    private static void closed(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NotInitializedException.class, e -> assertThat(e.code()).isEqualTo("storage-closed"));
    }

    @Test
    void openingDoesNotTouchTheBackend() {
        open(true).close();

        assertThat(provider.inits).hasValue(0);
    }

    @Test
    void initIsDoneOnce() {
        try (Storage storage = open(true)) {
            storage.init();
            storage.init();
        }

        assertThat(provider.inits).hasValue(1);
    }

    @Test
    void concurrentCallersShareOneInitialisation() throws Exception {
        int callers = 8;
        CountDownLatch waiting = new CountDownLatch(callers);
        try (Storage storage = open(true)) {
            ExecutorService threads = Executors.newFixedThreadPool(callers);
            try {
                List<Future<?>> calls = new ArrayList<>();
                for (int i = 0; i < callers; i++) {
                    calls.add(threads.submit(() -> {
                        waiting.countDown();
                        waiting.await();
                        storage.init();
                        return null;
                    }));
                }
                for (Future<?> call : calls) {
                    call.get();
                }
            } finally {
                threads.shutdown();
            }
        }

        assertThat(provider.inits).hasValue(1);
    }

    @Test
    void aFailedAttemptIsTriedAgainByTheNextCaller() {
        RuntimeException outage = outage();
        provider.duringInit = () -> {
            if (provider.inits.get() == 1) {
                throw outage;
            }
        };
        try (Storage storage = open(true)) {
            assertThatThrownBy(storage::init).isSameAs(outage);
            storage.init();
            storage.init();
        }

        assertThat(provider.inits).hasValue(2);
    }

    @Test
    void callersThatWaitForAnAttemptGetItsFailureImmediately() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch fail = new CountDownLatch(1);
        RuntimeException outage = outage();
        provider.duringInit = () -> {
            begun.countDown();
            try {
                fail.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw outage;
        };
        try (Storage storage = open(true)) {
            AtomicReference<Throwable> first = new AtomicReference<>();
            AtomicReference<Throwable> second = new AtomicReference<>();
            Thread trying = new Thread(storage::init);
            trying.setUncaughtExceptionHandler((thread, e) -> first.set(e));
            Thread waiting = new Thread(storage::init);
            waiting.setUncaughtExceptionHandler((thread, e) -> second.set(e));
            trying.start();
            begun.await();
            waiting.start();
            while (waiting.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            fail.countDown();
            trying.join();
            waiting.join();

            assertThat(first.get()).isSameAs(outage);
            assertThat(second.get()).isSameAs(outage);
            assertThat(provider.inits).hasValue(1);
        }
    }

    /** Lets {@code init} of the backend run until it is released, and says when it runs. */
    private final class SlowInit {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        SlowInit() {
            provider.duringInit = () -> {
                begun.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new UnavailableException("interrupted", "interrupted", Map.of(), e);
                }
            };
        }

        AtomicReference<Throwable> runIn(Storage storage, AtomicReference<Thread> thread) throws InterruptedException {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread trying = new Thread(storage::init);
            trying.setUncaughtExceptionHandler((failed, e) -> failure.set(e));
            trying.start();
            thread.set(trying);
            begun.await();
            return failure;
        }
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whoIsInterruptedWhileAnotherInitialisesStopsToWait() throws Exception {
        SlowInit slow = new SlowInit();
        try (Storage storage = open(true)) {
            AtomicReference<Thread> trying = new AtomicReference<>();
            slow.runIn(storage, trying);
            AtomicReference<Thread> waiting = new AtomicReference<>();
            AtomicReference<Throwable> failure = slow.runIn(storage, waiting);
            awaitWaiting(waiting.get());
            waiting.get().interrupt();
            waiting.get().join();
            slow.released.countDown();
            trying.get().join();

            assertThat(failure.get())
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            e -> assertThat(e.code()).isEqualTo("interrupted"));
        }
    }

    @Test
    void theInterruptOfTheOneThatInitialisesIsNotThatOfThoseThatWait() throws Exception {
        SlowInit slow = new SlowInit();
        try (Storage storage = open(true)) {
            AtomicReference<Thread> trying = new AtomicReference<>();
            AtomicReference<Throwable> interrupted = slow.runIn(storage, trying);
            AtomicReference<Thread> waiting = new AtomicReference<>();
            AtomicReference<Throwable> failure = slow.runIn(storage, waiting);
            awaitWaiting(waiting.get());
            trying.get().interrupt();
            trying.get().join();
            slow.released.countDown();
            waiting.get().join();

            assertThat(interrupted.get()).isInstanceOf(UnavailableException.class);
            assertThat(failure.get()).isNull();
        }
    }

    @Test
    void closeDoesNotWaitForInitAndItsEndDoesNotReopenTheStorage() throws Exception {
        SlowInit slow = new SlowInit();
        provider.duringClose = slow.released::countDown;
        Storage storage = open(true);
        AtomicReference<Thread> trying = new AtomicReference<>();
        AtomicReference<Throwable> failure = slow.runIn(storage, trying);
        storage.close();
        trying.get().join();

        closed(() -> {
            throw failure.get();
        });
        closed(storage::init);
    }

    @Test
    void anErrorOfTheJvmDuringInitIsTriedAgainToo() {
        provider.duringInit = () -> {
            if (provider.inits.get() == 1) {
                throw new NoClassDefFoundError("driver");
            }
        };
        try (Storage storage = open(true)) {
            assertThatThrownBy(storage::init).isInstanceOf(NoClassDefFoundError.class);
            storage.init();
        }

        assertThat(provider.inits).hasValue(2);
    }

    @Test
    void everythingFailsAfterClose() {
        provider.with(Feature.MEMORY);
        Storage storage = open(true);
        storage.init();
        storage.close();
        storage.close();

        assertThat(provider.closes).hasValue(1);
        closed(storage::init);
        closed(storage::health);
        closed(() -> storage.unwrap(String.class));
        closed(() -> storage.eraseResource("r"));
        assertThat(storage.features()).containsExactly(Feature.MEMORY);
    }

    @Test
    void closeThatFailsIsNotRepeated() {
        provider.duringClose = () -> {
            throw outage();
        };
        Storage storage = open(true);

        assertThatThrownBy(storage::close).isInstanceOf(UnavailableException.class);
        storage.close();
        assertThat(provider.closes).hasValue(1);
        closed(storage::init);
    }

    @Test
    void useBeforeInitIsRefusedWhenInitIsLeftToTheCaller() {
        provider.with(Feature.MEMORY);
        try (Storage storage = open(false)) {
            assertThatThrownBy(() -> storage.eraseResource("r"))
                    .isInstanceOfSatisfying(
                            NotInitializedException.class,
                            e -> assertThat(e.code()).isEqualTo("not-initialized"));
            assertThat(provider.inits).hasValue(0);
            storage.init();
            assertThat(provider.inits).hasValue(1);
        }
    }

    @Test
    void anAbsentDomainIsEmptyAndRefused() {
        try (Storage storage = open(true)) {
            for (Domain<?> domain : Domain.values()) {
                assertThat(storage.find(domain)).as("%s", domain).isEmpty();
            }
            List<ThrowingCallable> accessors = List.of(
                    storage::memory,
                    storage::workflows,
                    storage::observability,
                    storage::scores,
                    storage::agents,
                    storage::indexes);
            for (int i = 0; i < accessors.size(); i++) {
                String feature = Domain.values().get(i).feature().name();
                assertThatThrownBy(accessors.get(i)).isInstanceOfSatisfying(UnsupportedException.class, e -> {
                    assertThat(e.feature()).isEqualTo(feature);
                    assertThat(e.details()).containsEntry("backend", "test");
                });
            }
        }
        assertThat(provider.inits).hasValue(0);
    }

    @Test
    void aStoreIsTheSameObjectEachTime() {
        provider.with(Feature.MEMORY, Feature.AGENTS);
        try (Storage storage = open(true)) {
            assertThat(storage.memory()).isSameAs(storage.memory());
            assertThat(storage.find(Domain.AGENTS)).containsSame(storage.agents());
            assertThat(storage.find(Domain.SCORES)).isEmpty();
        }
    }

    @Test
    void aFeatureThatTheBackendLacksIsTheProvidersMistake() {
        provider.with(Feature.MEMORY);
        try (Storage storage = open(true)) {
            assertThatThrownBy(() -> storage.eraseResource("r"))
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            e -> assertThat(e.code()).isEqualTo("provider-inconsistent"));
        }
    }

    @Test
    void whatIsBehindTheBackendIsGivenByType() {
        AtomicInteger object = new AtomicInteger();
        provider.objects.add(object);
        try (Storage storage = open(false)) {
            assertThat(storage.unwrap(AtomicInteger.class)).isSameAs(object);
            assertThat(storage.unwrap(Number.class)).isSameAs(object);
            assertThatThrownBy(() -> storage.unwrap(Integer.class)).isInstanceOf(UnsupportedException.class);
        }
    }

    @Test
    void healthIsAskedWithoutInitialising() {
        try (Storage storage = open(false)) {
            assertThat(storage.health().reachable()).isTrue();
            assertThat(storage.health().description()).isEqualTo("test is there");
        }
        assertThat(provider.inits).hasValue(0);
    }
}
