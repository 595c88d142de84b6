package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.expect;
import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static dev.agentstorage.tck.contract.ExpectedError.tooLarge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.Trace;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.tck.contract.Writes.Guarded;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Callers can recover from each class of errors (rules {@code CORE-13} and {@code CORE-35} to {@code CORE-39}); {@link FaultContract} has the
 * tests that need an injected fault.
 */
public abstract class RecoveryContract extends StepsContract {
    /** Made by the kit. */
    protected RecoveryContract() {}

    private List<Writes<?>> kinds() {
        return Writes.of(declared());
    }

    /** Creates an entity that is not stored; its parent entities are. */
    private <T extends Record> T missing(Entity<T> kind) {
        T entity = bare(kind);
        kind.storeParent(storage(), entity);
        return entity;
    }

    private <T extends Record> T bare(Entity<T> kind) {
        return kind.bare().apply(id(kind.name().replace(' ', '-')));
    }

    private <T extends Record> void assertStored(Entity<T> kind, T entity) {
        assertThat(kind.find(storage(), entity)).as(kind.name()).contains(entity);
        assertThat(kind.listed(storage(), entity)).as(kind.name()).containsExactly(entity);
    }

    private <T extends Record> void assertMissing(Entity<T> kind, T entity) {
        assertThat(kind.find(storage(), entity)).as(kind.name()).isEmpty();
        assertThat(kind.listed(storage(), entity)).as(kind.name()).isEmpty();
    }

    private List<Message> messages(Storage target, String threadId) {
        return target.memory().listMessages(MessageQuery.ofThread(threadId)).toList();
    }

    private ConversationThread thread(Storage target) {
        return target.memory()
                .createThread(ConversationThread.builder(id("resource"))
                        .id(id("thread"))
                        .build());
    }

    /** If this fails, look at the state after a use before {@code init}: the error must not be cached. */
    @Rule(id = "CORE-13")
    void callsThatWereRefusedWorkAfterInit() {
        try (Storage another = Storages.open(provider(), config().withAutoInit(false))) {
            kinds().forEach(writes -> refusedUntilInit(another, writes.kind()));
            another.init();
            kinds().forEach(writes -> storedAndFound(another, writes.kind()));
        }
    }

    private <T extends Record> void refusedUntilInit(Storage another, Entity<T> kind) {
        T entity = bare(kind);
        expect(NotInitializedException.class, "not-initialized", () -> kind.store(another, entity));
        expect(NotInitializedException.class, "not-initialized", () -> kind.find(another, entity));
    }

    private <T extends Record> void storedAndFound(Storage another, Entity<T> kind) {
        T stored = kind.store(another, bare(kind));
        assertThat(kind.find(another, stored)).as(kind.name()).contains(stored);
        kind.discard(another, stored);
    }

    /** If this fails, look at what is written before the whole request is checked. */
    @Rule(id = "CORE-35")
    void aCorrectedCallWorks() {
        kinds().forEach(this::corrected);
    }

    private <T extends Record> void corrected(Writes<T> writes) {
        Entity<T> kind = writes.kind();
        T given = missing(kind);
        thrown(
                InvalidRequestException.class,
                () -> writes.create().apply(storage(), writes.invalid().apply(given)));
        assertMissing(kind, given);
        T stored = writes.create().apply(storage(), given);
        assertStored(kind, stored);
        if (!kind.is(Entity.AGENT_VERSION)) {
            thrown(
                    InvalidRequestException.class,
                    () -> kind.store(storage(), writes.invalid().apply(stored)));
            assertStored(kind, stored);
            assertStored(kind, kind.store(storage(), writes.changed().apply(stored)));
        }
    }

    /** If this fails, look at batches that are written up to their first error. */
    @Rule(id = "CORE-35", requires = Feature.MEMORY)
    void aCorrectedBatchWorks() {
        ConversationThread thread = thread(storage());
        for (Consumer<List<NewMessage>> call :
                List.<Consumer<List<NewMessage>>>of(memory()::saveMessages, memory()::createMessages)) {
            NewMessage first = message(thread);
            NewMessage wrong = message(thread);
            List<Message> before = messages(storage(), thread.id());
            invalid(
                    "text-unstorable",
                    () -> call.accept(List.of(
                            first, wrong.toBuilder().role(Role.of("a\0b")).build())));
            assertThat(messages(storage(), thread.id())).isEqualTo(before);
            call.accept(List.of(first, wrong));
            assertThat(messages(storage(), thread.id()))
                    .hasSize(before.size() + 2)
                    .extracting(Message::id)
                    .contains(first.id(), wrong.id());
        }
    }

    private NewMessage message(ConversationThread thread) {
        return NewMessage.builder(thread.id())
                .id(id("message"))
                .resourceId(thread.resourceId())
                .build();
    }

    /** Errors that depend on stored data. If this fails, look at patches that are stored one by one. */
    @Rule(id = "CORE-35", requires = Feature.MEMORY)
    void correctedPatchesWork() {
        ConversationThread thread = thread(storage());
        Message object = memory().saveMessage(message(thread));
        Message text = memory().saveMessage(
                        message(thread).toBuilder().content(Json.of("text")).build());
        MessagePatch first = MessagePatch.builder(object.id()).role(Role.TOOL).build();
        MessagePatch wrong =
                MessagePatch.builder(text.id()).content(Json.parse("{\"n\":1}")).build();
        invalid("content-not-object", () -> memory().updateMessages(List.of(first, wrong)));
        assertThat(memory().getMessages(List.of(object.id(), text.id()))).containsExactlyInAnyOrder(object, text);
        MessagePatch right = MessagePatch.builder(text.id()).role(Role.TOOL).build();
        memory().updateMessages(List.of(first, right));
        assertThat(memory().getMessages(List.of(object.id(), text.id())))
                .containsExactlyInAnyOrder(first.apply(object), right.apply(text));
    }

    /** If this fails, look at failed changes that leave rows. */
    @Rule(id = "CORE-36")
    void aChangeWorksOnceItsEntityIsStored() {
        kinds().forEach(this::changedOnceStored);
    }

    private <T extends Record> void changedOnceStored(Writes<T> writes) {
        writes.update().ifPresent(update -> {
            Entity<T> kind = writes.kind();
            T given = missing(kind);
            T changed = writes.changed().apply(given);
            thrown(NotFoundException.class, () -> update.accept(storage(), changed));
            assertMissing(kind, given);
            T stored = writes.create().apply(storage(), given);
            update.accept(storage(), changed);
            T found = kind.find(storage(), given).orElseThrow();
            assertThat(found).as(kind.name()).isNotEqualTo(stored);
            assertStored(kind, found);
        });
    }

    /** If this fails, look at what is stored before the thread or the agent is read. */
    @Rule(id = "CORE-36")
    void anEntityIsCreatedOnceItsParentIsStored() {
        for (Writes<?> writes : kinds()) {
            if (writes.kind().is(Entity.MESSAGE) || writes.kind().is(Entity.AGENT_VERSION)) {
                createdOnceTheParentIsStored(writes);
            }
        }
    }

    private <T extends Record> void createdOnceTheParentIsStored(Writes<T> writes) {
        T given = bare(writes.kind());
        thrown(NotFoundException.class, () -> writes.create().apply(storage(), given));
        assertMissing(writes.kind(), given);
        writes.kind().storeParent(storage(), given);
        assertStored(writes.kind(), writes.create().apply(storage(), given));
    }

    /** If this fails, look at where the stored entity in the error comes from: it must be read, not derived from the attempt. */
    @Rule(id = "CORE-37")
    void whatExistsIsCarriedAndCanBeSavedOver() {
        kinds().forEach(this::savedOverWhatExists);
    }

    private <T extends Record> void savedOverWhatExists(Writes<T> writes) {
        Entity<T> kind = writes.kind();
        T stored = writes.create().apply(storage(), missing(kind));
        T other = writes.changed().apply(stored);
        AlreadyExistsException error =
                thrown(AlreadyExistsException.class, () -> writes.create().apply(storage(), other));
        assertStored(kind, stored);
        if (kind.is(Entity.SPAN) || kind.is(Entity.SCORE)) {
            assertThat(error.details().values())
                    .as("the identity of the %s", kind.name())
                    .contains(identity(stored));
        } else {
            assertThat(carried(error.stored(stored.getClass())))
                    .as("the %s of the error", kind.name())
                    .contains(stored);
        }
        if (!kind.is(Entity.AGENT_VERSION)) {
            T saved = kind.store(storage(), other);
            assertThat(saved).as(kind.name()).isNotEqualTo(stored);
            assertStored(kind, saved);
        }
    }

    /** Returns the id of a minimal span or score. */
    private static String identity(Record stored) {
        return stored instanceof Span span ? span.spanId() : ((Score) stored).id();
    }

    private static Optional<Record> carried(Optional<? extends Record> stored) {
        return stored.map(Record.class::cast);
    }

    /** If this fails, look at the entity in the error, and at caches of an earlier version. */
    @Rule(id = "CORE-38")
    void aRetryWithTheCarriedVersionWorks() {
        kinds().forEach(this::retriedWithTheCarriedVersion);
    }

    private <T extends Record> void retriedWithTheCarriedVersion(Writes<T> writes) {
        writes.guarded().ifPresent(guarded -> {
            Entity<T> kind = writes.kind();
            T mine = kind.store(storage(), bare(kind));
            T theirs = kind.store(storage(), writes.changed().apply(mine));
            ConflictException error =
                    expect(ConflictException.class, "version-conflict", () -> save(guarded, mine, mine));
            assertThat(carried(error.stored(mine.getClass())))
                    .as("the %s of the error", kind.name())
                    .contains(theirs);
            assertStored(kind, theirs);
            T saved = save(guarded, mine, kind.find(storage(), mine).orElseThrow());
            assertThat(guarded.version().apply(saved))
                    .isEqualTo(guarded.version().apply(mine));
            assertStored(kind, saved);
        });
    }

    /** Saves an entity with the version of the other as the expected one. */
    private <T> T save(Guarded<T> guarded, T entity, T expected) {
        return guarded.save().over(storage(), entity, guarded.version().apply(expected));
    }

    /** If this fails, look at the message in the error: it must be the last one. */
    @Rule(id = "CORE-38", requires = Feature.MEMORY)
    void anAppendToTheCarriedEndWorks() {
        ConversationThread thread = thread(storage());
        Message theirs = memory().saveMessage(message(thread));
        NewMessage mine = message(thread);
        ConflictException error = expect(
                ConflictException.class,
                "not-at-end",
                () -> memory().appendAfter(thread.id(), Optional.empty(), List.of(mine)));
        assertThat(messages(storage(), thread.id())).containsExactly(theirs);
        Message end = error.stored(Message.class).orElseThrow();
        List<Message> appended = memory().appendAfter(thread.id(), Optional.of(end.position()), List.of(mine));
        assertThat(messages(storage(), thread.id())).containsExactly(theirs, appended.get(0));
    }

    /** If this fails, look at the run in the error. */
    @Rule(id = "CORE-38", requires = Feature.WORKFLOWS)
    void anUpdateFromTheCarriedStatusWorks() {
        Entity<WorkflowRun> kind = Entity.RUN;
        WorkflowRun given = bare(kind);
        WorkflowRun run = kind.store(
                storage(),
                given.toBuilder()
                        .snapshot(given.snapshot().with("status", Json.of("suspended")))
                        .build());
        WorkflowStatePatch patch = WorkflowStatePatch.ofStatus(WorkflowStatus.RUNNING);
        ConflictException error = expect(
                ConflictException.class,
                "status-conflict",
                () -> workflows().updateState(run.workflowName(), run.runId(), patch, Set.of(WorkflowStatus.WAITING)));
        assertStored(kind, run);
        WorkflowStatus status = error.stored(WorkflowRun.class)
                .flatMap(stored -> stored.snapshot().status())
                .orElseThrow();
        assertThat(workflows()
                        .updateState(run.workflowName(), run.runId(), patch, Set.of(status))
                        .status())
                .contains(WorkflowStatus.RUNNING);
    }

    /** Makes a call that is too large, and repeats it as the error advises: in parts of the maximum size. */
    private static <T> void inParts(List<T> all, Consumer<List<T>> call, Runnable untouched) {
        TooLargeException error = tooLarge("batch-too-large", () -> call.accept(all));
        assertThat(error.size()).isEqualTo(all.size());
        untouched.run();
        int part = Math.toIntExact(error.limit());
        for (int from = 0; from < all.size(); from += part) {
            call.accept(all.subList(from, Math.min(all.size(), from + part)));
        }
    }

    /** Makes a call that is too large; its error must name the other call, which is then made. */
    private static <T> void inBulk(List<T> all, Consumer<List<T>> call, String name, Consumer<List<T>> bulk) {
        TooLargeException error = tooLarge("batch-too-large", () -> call.accept(all));
        assertThat(error.details().get("hint")).asString().contains(name);
        bulk.accept(all);
    }

    private IntStream tooMany() {
        return IntStream.rangeClosed(0, 2 * rows());
    }

    /** If this fails, look at parts of a bulk operation that are not stored. */
    @Rule(id = "CORE-39", requires = Feature.MEMORY)
    void messagesThatAreTooManyForOneCallFitAsItsErrorSays() {
        ConversationThread bulk = thread(smallStorage());
        List<NewMessage> imported = tooMany().mapToObj(i -> message(bulk)).toList();
        inBulk(
                imported,
                smallStorage().memory()::saveMessages,
                "importMessages",
                smallStorage().memory()::importMessages);
        assertThat(messages(smallStorage(), bulk.id()))
                .extracting(Message::id)
                .containsExactlyInAnyOrderElementsOf(
                        imported.stream().map(NewMessage::id).toList());

        ConversationThread parts = thread(smallStorage());
        List<NewMessage> created = tooMany().mapToObj(i -> message(parts)).toList();
        inParts(
                created,
                smallStorage().memory()::createMessages,
                () -> assertThat(messages(smallStorage(), parts.id())).isEmpty());
        List<Message> stored = messages(smallStorage(), parts.id());
        assertThat(stored)
                .extracting(Message::id)
                .containsExactlyInAnyOrderElementsOf(
                        created.stream().map(NewMessage::id).toList());
        inParts(
                created.stream()
                        .map(message -> MessagePatch.builder(message.id())
                                .role(Role.TOOL)
                                .build())
                        .toList(),
                smallStorage().memory()::updateMessages,
                () -> assertThat(messages(smallStorage(), parts.id())).isEqualTo(stored));
        assertThat(messages(smallStorage(), parts.id()))
                .hasSize(created.size())
                .extracting(Message::role)
                .containsOnly(Role.TOOL);
    }

    /** If this fails, look at parts of a bulk operation that are not stored. */
    @Rule(id = "CORE-39", requires = Feature.OBSERVABILITY)
    void spansThatAreTooManyForOneCallFitAsItsErrorSays() {
        String bulk = id("trace");
        inBulk(
                children(bulk),
                smallStorage().observability()::saveSpans,
                "importSpans",
                smallStorage().observability()::importSpans);
        assertThat(spans(bulk)).hasSize(children(bulk).size());

        String parts = id("trace");
        inParts(
                children(parts),
                smallStorage().observability()::createSpans,
                () -> assertThat(spans(parts)).isEmpty());
        List<Span> stored = spans(parts);
        assertThat(stored).hasSize(children(parts).size());
        inParts(
                stored.stream()
                        .map(span -> SpanPatch.builder(parts, span.spanId())
                                .name("changed")
                                .build())
                        .toList(),
                smallStorage().observability()::updateSpans,
                () -> assertThat(spans(parts)).isEqualTo(stored));
        assertThat(spans(parts)).hasSize(stored.size()).extracting(Span::name).containsOnly("changed");
    }

    private List<Span> children(String trace) {
        return tooMany().mapToObj(i -> SpanSamples.child(trace, "span-" + i)).toList();
    }

    private List<Span> spans(String trace) {
        return smallStorage().observability().getTrace(trace).map(Trace::spans).orElse(new ArrayList<>());
    }

    /** If this fails, look at parts that are not stored. */
    @Rule(id = "CORE-39", requires = Feature.SCORES)
    void scoresThatAreTooManyForOneCallFitInParts() {
        Evaluation evaluation = bare(Entity.SCORE).evaluation();
        ScoreQuery query = ScoreQuery.ofScorer(evaluation.scorerId());
        List<NewScore> all =
                tooMany().mapToObj(i -> NewScore.of(id("score"), evaluation)).toList();
        inParts(
                all,
                smallStorage().scores()::createAll,
                () -> assertThat(smallStorage().scores().list(query).count()).isZero());
        assertThat(smallStorage().scores().list(query).toList())
                .extracting(score -> score.id())
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().map(NewScore::id).toList());
    }
}
