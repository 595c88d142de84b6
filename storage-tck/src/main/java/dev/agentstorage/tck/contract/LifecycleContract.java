package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Domain;
import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.engine.support.Outcomes;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A storage is opened, initialised once, used and closed (rules {@code CORE-11} to {@code CORE-20}). */
public abstract class LifecycleContract extends CoreContract {
    private static final class NobodyHasThis {}

    /** Made by the kit. */
    protected LifecycleContract() {}

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NotInitializedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** Initialising again changes nothing. If this fails, look at {@code init} of the backend: all objects may already exist. */
    @Rule(
            id = "CORE-11",
            cases = {"X13", "X18", "G31"})
    void initCanBeRepeated() {
        try (Storage another = openAnother()) {
            another.init();
            another.init();
            reads(another).forEach(Runnable::run);
        }
    }

    /** Stored data is kept when another storage is initialised over it. If this fails, look for a DROP or TRUNCATE. */
    @Rule(
            id = "CORE-11",
            requires = {Feature.MEMORY, Feature.PERSISTENCE})
    void initOfAnotherStorageLeavesWhatIsStored() {
        ConversationThread thread = thread(id("resource"), base());
        try (Storage another = openAnother()) {
            another.init();
        }
        assertThat(memory().getThread(thread.id())).contains(thread);
    }

    /** A storage initialises itself before its first use. If this fails, look for work in {@code open} that belongs into {@code init}. */
    @Rule(id = "CORE-12", cases = "X35")
    void firstUseInitialises() {
        try (Storage another = openAnother()) {
            assertThat(another.features()).isEqualTo(storage().features());
            reads(another).forEach(Runnable::run);
        }
    }

    /** Concurrent first uses all succeed. If this fails, look at {@code init}: another process may have created the tables. */
    @Rule(id = "CORE-12", cases = "G31")
    void firstUsesAtTheSameTimeSucceed() {
        try (Storage one = openAnother();
                Storage two = openAnother()) {
            List<Storage> storages = List.of(one, two);
            Concurrently.threads(8)
                    .run((worker, round) -> {
                        reads(storages.get(worker % 2)).forEach(Runnable::run);
                        return null;
                    })
                    .allowOnly();
        }
    }

    /** Without automatic initialisation, a use before init is rejected. If this fails, a call bypasses the storage. */
    @Rule(id = "CORE-13", cases = "X33")
    void useBeforeInitIsRefusedWhenInitIsManual() {
        try (Storage another = Storages.open(provider(), manual())) {
            for (Runnable use : uses(another)) {
                refused("not-initialized", use::run);
            }
        }
    }

    /** Without automatic initialisation, init makes the storage usable. If this fails, look at {@code init} of the backend. */
    @Rule(id = "CORE-13", cases = "X34")
    void manualInitMakesTheStorageUsable() {
        try (Storage another = Storages.open(provider(), manual())) {
            another.init();
            reads(another).forEach(Runnable::run);
        }
    }

    /** Everything fails after close, which can be repeated. If this fails, look at {@code close} of the backend. */
    @Rule(id = "CORE-14")
    void everythingFailsAfterClose() {
        Storage another = openAnother();
        List<Runnable> uses = uses(another);
        reads(another).forEach(Runnable::run);
        another.close();
        another.close();

        for (Runnable use : uses) {
            refused("storage-closed", use::run);
        }
        refused("storage-closed", another::init);
        refused("storage-closed", another::health);
        refused("storage-closed", () -> another.unwrap(Object.class));
    }

    /** A bulk operation ends when the storage is closed. If this fails, it keeps the backend instead of requesting it in each step. */
    @Rule(id = "CORE-14", requires = Feature.MEMORY)
    void bulkOperationEndsWhenTheStorageIsClosed() {
        Storage another = openAnother();
        ConversationThread thread = another.memory()
                .createThread(ConversationThread.builder(id("resource"))
                        .id(id("thread"))
                        .build());
        NewMessage message = NewMessage.builder(thread.id()).id(id("message")).build();
        Iterable<NewMessage> closing =
                () -> Stream.of(message).peek(next -> another.close()).iterator();
        refused("storage-closed", () -> another.memory().importMessages(closing));
    }

    /** The errors of callers that use a storage while it is closed, and the threads whose creation was acknowledged. */
    private record Closed(Outcomes<Void> outcomes, Set<String> begun, Set<String> stored) {}

    /** Closes a storage while callers create threads, each until it fails. */
    private Closed closeUnderLoad() {
        int callers = 6;
        Storage another = openAnother();
        another.init();
        CountDownLatch calling = new CountDownLatch(callers);
        Set<String> begun = ConcurrentHashMap.newKeySet();
        Set<String> stored = ConcurrentHashMap.newKeySet();
        Outcomes<Void> outcomes = Concurrently.threads(callers + 1).run((worker, round) -> {
            if (worker == callers) {
                calling.await();
                another.close();
                return null;
            }
            while (true) {
                String id = id("thread");
                begun.add(id);
                calling.countDown();
                another.memory()
                        .createThread(
                                ConversationThread.builder("resource").id(id).build());
                stored.add(id);
            }
        });
        return new Closed(outcomes, begun, stored);
    }

    /** Running calls end when the storage is closed, with one of two errors. If this fails, look at what they wait for. */
    @Rule(id = "CORE-14", requires = Feature.MEMORY)
    void callsUnderWayEndWhenTheStorageIsClosed() {
        List<Throwable> errors = closeUnderLoad().outcomes().errors();
        assertThat(errors)
                .hasSize(6)
                .allSatisfy(error -> assertThat(error)
                        .isInstanceOfAny(NotInitializedException.class, OutcomeUnknownException.class));
        assertThat(errors)
                .filteredOn(NotInitializedException.class::isInstance)
                .allSatisfy(error ->
                        assertThat(((NotInitializedException) error).code()).isEqualTo("storage-closed"));
    }

    /** Rejected changes are not stored, acknowledged ones are. If this fails, look at the order of commit and response. */
    @Rule(
            id = "CORE-14",
            requires = {Feature.MEMORY, Feature.PERSISTENCE})
    void callsUnderWaySayTheTruthWhenTheStorageIsClosed() {
        Closed closed = closeUnderLoad();
        Set<String> there = closed.begun().stream()
                .filter(id -> memory().getThread(id).isPresent())
                .collect(Collectors.toSet());
        assertThat(there).containsAll(closed.stored());
        if (closed.outcomes().errors().stream().noneMatch(OutcomeUnknownException.class::isInstance)) {
            assertThat(there).isEqualTo(closed.stored());
        }
    }

    /** An unused storage can be closed. If this fails, look at what {@code close} expects to exist. */
    @Rule(id = "CORE-14")
    void unusedStorageCanBeClosed() {
        Storage another = openAnother();
        another.close();
        refused("storage-closed", another::init);
    }

    /** Closing one storage does not affect others. If this fails, look for a pool or a table that is shared by accident. */
    @Rule(id = "CORE-14")
    void closingOneStorageLeavesOthersUsable() {
        Storage another = openAnother();
        another.init();
        another.close();
        reads(storage()).forEach(Runnable::run);
    }

    /** An interrupted thread gets its result or the error for interrupts. If this fails, look for a catch block that loses the interrupt. */
    @Rule(id = "CORE-20", requires = Feature.MEMORY)
    void interruptedCallsSayThatTheyWere() {
        Concurrently.threads(4)
                .rounds(5)
                .run((worker, round) -> {
                    String id = id("thread");
                    Optional<StorageException> error =
                            interrupted(() -> memory().createThread(ConversationThread.builder("resource")
                                    .id(id)
                                    .build()));
                    if (error.filter(OutcomeUnknownException.class::isInstance).isEmpty()) {
                        assertThat(memory().getThread(id).isPresent()).isEqualTo(error.isEmpty());
                    }
                    for (Runnable read : reads(storage())) {
                        interrupted(read);
                    }
                    return null;
                })
                .allowOnly();
    }

    /** Makes a call with the thread interrupted, and clears the interrupt flag afterwards. */
    private static Optional<StorageException> interrupted(Runnable call) {
        Optional<StorageException> error = Optional.empty();
        Thread.currentThread().interrupt();
        try {
            call.run();
        } catch (UnavailableException | OutcomeUnknownException e) {
            error = Optional.of(e);
        }
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        error.ifPresent(e -> assertThat(e.code()).isEqualTo("interrupted"));
        return error;
    }

    /** Health reports that the backend is reachable. If this fails, look at {@code health}: it may be called at any time. */
    @Rule(id = "CORE-15")
    void healthIsReportedBeforeAndAfterInit() {
        assertThat(storage().health().reachable()).isTrue();
        assertThat(storage().health().description()).isNotBlank();
        try (Storage another = Storages.open(provider(), manual())) {
            assertThat(another.health().reachable()).isTrue();
        }
    }

    /** An unknown type is rejected. If this fails, look at {@code unwrap} of the backend. */
    @Rule(id = "CORE-16")
    void unwrapOfAnUnknownTypeIsRefused() {
        assertThatThrownBy(() -> storage().unwrap(NobodyHasThis.class))
                .isInstanceOfSatisfying(
                        UnsupportedException.class,
                        e -> assertThat(e.details())
                                .containsEntry("backend", provider().name()));
    }

    /** A failing storage throws; it never returns an empty result. If this fails, look for a catch block that returns a default. */
    @Rule(id = "CORE-17", cases = "G27")
    void nothingIsReturnedInPlaceOfAnError() {
        Storage another = openAnother();
        another.init();
        List<Runnable> reads = reads(another);
        another.close();
        assertThat(reads).allSatisfy(read -> assertThatThrownBy(read::run).isInstanceOf(NotInitializedException.class));
    }

    /** Declared domains are available, as the same object each time; all others are rejected. If this fails, look at the features. */
    @Rule(id = "CORE-18")
    void domainsAreThoseOfTheFeatures() {
        for (Domain<?> domain : Domain.values()) {
            assertThat(storage().find(domain).isPresent()).as("%s", domain).isEqualTo(has(domain.feature()));
            if (has(domain.feature())) {
                assertThat(storage().find(domain).map(Object::getClass).equals(Optional.of(domain.store())))
                        .isTrue();
            } else {
                assertThatThrownBy(() -> accessor(domain))
                        .isInstanceOfSatisfying(
                                UnsupportedException.class,
                                e -> assertThat(e.feature())
                                        .isEqualTo(domain.feature().name()));
            }
        }
    }

    private Object accessor(Domain<?> domain) {
        return switch (domain.feature()) {
            case MEMORY -> storage().memory();
            case WORKFLOWS -> storage().workflows();
            case OBSERVABILITY -> storage().observability();
            case SCORES -> storage().scores();
            case AGENTS -> storage().agents();
            case INDEXES -> storage().indexes();
            default -> throw new IllegalArgumentException("no domain");
        };
    }

    /** Stored data exists after the storage was reopened. If this fails, look for a write that is not committed. */
    @Rule(
            id = "CORE-19",
            requires = {Feature.MEMORY, Feature.PERSISTENCE},
            cases = {"X02", "X04", "X07"})
    void whatIsStoredOutlivesTheStorage() {
        String resource = id("resource");
        ConversationThread thread;
        try (Storage another = openAnother()) {
            thread = another.memory()
                    .createThread(ConversationThread.builder(resource)
                            .id(id("thread"))
                            .createdAt(base())
                            .build());
        }
        try (Storage again = openAnother()) {
            assertThat(again.memory().getThread(thread.id())).contains(thread);
        }
    }

    /** Data that does not persist is lost when its storage is closed. If this fails, declare the feature PERSISTENCE. */
    @Rule(id = "CORE-19", requires = Feature.MEMORY, absent = Feature.PERSISTENCE)
    void withoutPersistenceStoragesShareNothing() {
        ConversationThread thread = thread(id("resource"), base());
        try (Storage another = openAnother()) {
            assertThat(another.memory().getThread(thread.id())).isEmpty();
        }
    }
}
