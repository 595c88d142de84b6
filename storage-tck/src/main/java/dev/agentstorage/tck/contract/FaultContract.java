package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.expect;
import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.tck.fault.Fault;
import dev.agentstorage.tck.fault.Faults.Injection;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A backend handles faults of its database and throws the correct errors (rules {@code CORE-30} to {@code CORE-34}). */
public abstract class FaultContract extends Contract {
    /** Made by the kit. */
    protected FaultContract() {}

    /** A stored entity with its kind. */
    private record Stored<T extends Record>(Entity<T> kind, T entity) {
        static <T extends Record> Stored<T> in(Storage storage, Entity<T> kind, T entity) {
            return new Stored<>(kind, kind.store(storage, entity));
        }

        void assertThere(Storage storage) {
            assertThat(kind.find(storage, entity)).as(kind.name()).contains(entity);
            assertThat(kind.listed(storage, entity)).as(kind.name()).containsOnlyOnce(entity);
        }
    }

    private Storage open() {
        Storage storage = Storages.open(provider(), faults().config(config()));
        storage.init();
        return storage;
    }

    /** Makes calls; the fault must affect at least one of them. */
    private static void during(Injection injection, Runnable calls) {
        try (injection) {
            calls.run();
            assertMet(injection);
        }
    }

    private static void assertMet(Injection injection) {
        assertThat(injection.met()).as("a call has met the fault").isTrue();
    }

    private <T extends Record> T bare(Entity<T> kind) {
        return kind.bare().apply(id(kind.name().replace(' ', '-')));
    }

    private <T extends Record> Stored<T> stored(Storage storage, Entity<T> kind) {
        return Stored.in(storage, kind, bare(kind));
    }

    private List<Stored<?>> stored(Storage storage) {
        List<Stored<?>> all = new ArrayList<>();
        Entity.of(declared()).forEach(kind -> all.add(stored(storage, kind)));
        return all;
    }

    /** If this fails, look at reads that catch errors, and at pools that keep broken connections. */
    @Rule(id = "CORE-30", faults = Fault.OUTAGE)
    void anOutageIsAnErrorAndPasses() {
        try (Storage storage = open()) {
            List<Stored<?>> before = stored(storage);
            during(faults().begin(Fault.OUTAGE), () -> {
                before.forEach(stored -> unavailable(storage, stored));
                assertThat(storage.health().reachable()).as("reachable").isFalse();
            });
            MemoryContract.eventually(() ->
                    assertThat(storage.health().reachable()).as("reachable").isTrue());
            before.forEach(stored -> stored.assertThere(storage));
            before.forEach(stored -> again(storage, stored));
        }
    }

    private static <T extends Record> void unavailable(Storage storage, Stored<T> stored) {
        String name = stored.kind().name();
        assertThat(catchThrowable(() -> stored.kind().find(storage, stored.entity())))
                .as("reading the %s", name)
                .isInstanceOf(UnavailableException.class);
        assertThat(catchThrowable(() -> stored.kind().listed(storage, stored.entity())))
                .as("listing the %s", name)
                .isInstanceOf(UnavailableException.class);
        assertThat(catchThrowable(() -> stored.kind().discard(storage, stored.entity())))
                .as("removing the %s", name)
                .isInstanceOfAny(UnavailableException.class, OutcomeUnknownException.class);
    }

    private static <T extends Record> void again(Storage storage, Stored<T> stored) {
        stored.kind().discard(storage, stored.entity());
        assertThat(stored.kind().find(storage, stored.entity()))
                .as(stored.kind().name())
                .isEmpty();
    }

    /** If this fails, look at reads that treat a lost connection as the end of the rows. */
    @Rule(id = "CORE-30", faults = Fault.CUT_BEFORE_ANSWER)
    void anAnswerThatIsLostIsNotEmpty() {
        try (Storage storage = open()) {
            for (Stored<?> stored : stored(storage)) {
                lostRead(storage, stored);
            }
        }
    }

    private <T extends Record> void lostRead(Storage storage, Stored<T> stored) {
        String name = stored.kind().name();
        List<T> listed = stored.kind().listed(storage, stored.entity());
        rightOrUnavailable(
                "the " + name, Optional.of(stored.entity()), () -> stored.kind().find(storage, stored.entity()));
        rightOrUnavailable(
                "the list of the " + name, listed, () -> stored.kind().listed(storage, stored.entity()));
        stored.assertThere(storage);
    }

    private <A> void rightOrUnavailable(String what, A right, Supplier<A> read) {
        List<A> answers = new ArrayList<>();
        @Nullable Throwable error = caught(faults().begin(Fault.CUT_BEFORE_ANSWER), () -> answers.add(read.get()));
        if (error == null) {
            assertThat(answers).as(what).containsExactly(right);
        } else {
            assertThat(error).as("the error of %s", what).isInstanceOf(UnavailableException.class);
        }
    }

    /** If this fails, look at the error when a connection is lost before a commit: the call can be repeated, because nothing was applied. */
    @Rule(id = "CORE-31", faults = Fault.CUT_BEFORE_COMMIT)
    void aChangeThatIsLostMayBeRepeated() {
        lost(Fault.CUT_BEFORE_COMMIT);
    }

    /** If this fails, look at the error when the response to a commit is lost: whether the change was applied is unknown. */
    @Rule(id = "CORE-31", faults = Fault.CUT_AFTER_COMMIT)
    void anAnswerThatIsLostMayBeAskedFor() {
        lost(Fault.CUT_AFTER_COMMIT);
    }

    private void lost(Fault fault) {
        try (Storage storage = open()) {
            for (Entity<?> kind : Entity.of(declared())) {
                lostSave(storage, kind, fault);
                lostRemoval(storage, kind, fault);
            }
        }
    }

    private <T extends Record> void lostSave(Storage storage, Entity<T> kind, Fault fault) {
        T given = bare(kind);
        kind.storeParent(storage, given);
        List<T> result = new ArrayList<>();
        @Nullable Throwable error = caught(faults().begin(fault), () -> result.add(kind.store(storage, given)));
        Optional<T> found = kind.find(storage, given);
        if (error == null) {
            assertThat(found)
                    .as("the %s that was said to be stored", kind.name())
                    .isEqualTo(Optional.of(result.get(0)));
        } else if (error instanceof UnavailableException) {
            assertThat(found)
                    .as("the %s of which nothing was applied", kind.name())
                    .isEmpty();
        } else {
            assertThat(error).as("the error of the %s", kind.name()).isInstanceOf(OutcomeUnknownException.class);
        }
        T again = repeated(storage, kind, given);
        assertThat(kind.find(storage, given)).as(kind.name()).contains(again);
        assertThat(kind.listed(storage, given)).as(kind.name()).containsOnlyOnce(again);
    }

    /** Stores it again; an entity that can be created only once may exist from the first attempt. */
    private static <T extends Record> T repeated(Storage storage, Entity<T> kind, T given) {
        try {
            return kind.store(storage, given);
        } catch (AlreadyExistsException e) {
            Object stored = e.stored(given.getClass()).orElseThrow(() -> e);
            assertThat(kind.find(storage, given)).as(kind.name()).get().isEqualTo(stored);
            return kind.find(storage, given).orElseThrow();
        }
    }

    private <T extends Record> void lostRemoval(Storage storage, Entity<T> kind, Fault fault) {
        Stored<T> kept = stored(storage, kind);
        Stored<T> removed = stored(storage, kind);
        @Nullable Throwable error = caught(faults().begin(fault), () -> kind.discard(storage, removed.entity()));
        Optional<T> found = kind.find(storage, removed.entity());
        if (error == null) {
            assertThat(found)
                    .as("the %s that was said to be removed", kind.name())
                    .isEmpty();
        } else if (error instanceof UnavailableException) {
            assertThat(found)
                    .as("the %s of which nothing was applied", kind.name())
                    .isPresent();
        } else {
            assertThat(error).as("the error of the %s", kind.name()).isInstanceOf(OutcomeUnknownException.class);
        }
        again(storage, removed);
        kept.assertThere(storage);
    }

    private static @Nullable Throwable caught(Injection injection, Runnable call) {
        try (injection) {
            @Nullable Throwable error = catchThrowable(call::run);
            assertMet(injection);
            return error;
        }
    }

    /** If this fails, look at the error when the attempts are used up, and at rows that a failed attempt has left. */
    @Rule(id = "CORE-32", faults = Fault.CONFLICT)
    void aConflictAppliesNothingAndPasses() {
        try (Storage storage = open()) {
            for (Entity<?> kind : Entity.of(declared())) {
                conflicting(storage, kind);
            }
        }
    }

    private <T extends Record> void conflicting(Storage storage, Entity<T> kind) {
        T given = bare(kind);
        kind.storeParent(storage, given);
        Stored<T> other = stored(storage, kind);
        during(faults().begin(Fault.CONFLICT), () -> {
            expect(ConflictException.class, "retries-exhausted", () -> kind.store(storage, given));
            expect(ConflictException.class, "retries-exhausted", () -> kind.discard(storage, other.entity()));
        });
        assertThat(kind.find(storage, given)).as(kind.name()).isEmpty();
        other.assertThere(storage);
        Stored.in(storage, kind, given).assertThere(storage);
        again(storage, other);
    }

    /** If this fails, look at how reads handle a value that they cannot parse, and at listings that omit rows. */
    @Rule(id = "CORE-33", requires = Feature.WORKFLOWS, faults = Fault.DAMAGE)
    void aDamagedRowIsNamed() {
        try (Storage storage = open()) {
            String name = id("name");
            for (String run : List.of("before", "damaged", "after")) {
                storage.workflows()
                        .save(NewWorkflowRun.builder(name, id(run))
                                .snapshot(Json.EMPTY_OBJECT)
                                .build());
            }
            var listing = storage.workflows().list(WorkflowQuery.ofWorkflow(name));
            var runs = listing.toList();
            var damaged = runs.get(1);
            during(faults().damage(name, damaged.runId()), () -> {
                CorruptDataException error = thrown(
                        CorruptDataException.class, () -> storage.workflows().get(name, damaged.runId()));
                assertThat(error.details()).containsKeys("table", "key", "column");
                thrown(CorruptDataException.class, listing::toList);
                for (var other : List.of(runs.get(0), runs.get(2))) {
                    assertThat(storage.workflows().get(name, other.runId())).contains(other);
                }
            });
            assertThat(listing.toList()).isEqualTo(runs);
        }
    }

    /** If this fails, look at timeouts that return a result instead of an error. */
    @Rule(id = "CORE-34", faults = Fault.DELAY)
    void aSlowAnswerIsAnAnswer() {
        try (Storage storage = open()) {
            List<Stored<?>> before = stored(storage);
            during(faults().begin(Fault.DELAY), () -> {
                before.forEach(stored -> stored.assertThere(storage));
                before.forEach(stored -> again(storage, stored));
            });
        }
    }
}
