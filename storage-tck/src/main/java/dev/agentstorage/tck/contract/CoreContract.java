package dev.agentstorage.tck.contract;

import dev.agentstorage.Domain;
import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.store.AgentStore;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.store.ObservabilityStore;
import dev.agentstorage.store.ScoreStore;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.workflow.NewWorkflowRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Base of the contracts of whole storages. */
public abstract class CoreContract extends Contract {
    private static final PageRequest NOTHING = PageRequest.first(0);

    /** Made by the kit. */
    protected CoreContract() {}

    /** Reads a missing entity from each domain of the storage: the smallest possible use. */
    static List<Runnable> reads(Storage storage) {
        List<Runnable> reads = new ArrayList<>();
        storage.find(Domain.MEMORY).ifPresent(store -> reads.add(() -> store.getThread("not-there")));
        storage.find(Domain.WORKFLOWS).ifPresent(store -> reads.add(() -> store.get("not-there")));
        storage.find(Domain.OBSERVABILITY).ifPresent(store -> reads.add(() -> store.getRootSpan("not-there")));
        storage.find(Domain.SCORES).ifPresent(store -> reads.add(() -> store.get("not-there")));
        storage.find(Domain.AGENTS).ifPresent(store -> reads.add(() -> store.get("not-there")));
        storage.find(Domain.INDEXES).ifPresent(store -> reads.add(() -> store.list()));
        return reads;
    }

    /**
     * Makes calls to each domain that a closed or uninitialised storage must reject: reads, writes, bulk operations, and calls that do nothing.
     * Only for storages that are not ready, because a ready one would execute them.
     */
    static List<Runnable> uses(Storage storage) {
        List<Runnable> uses = new ArrayList<>(reads(storage));
        uses.add(() -> storage.eraseResource("not-there"));
        storage.find(Domain.MEMORY).ifPresent(store -> uses.addAll(memoryUses(store)));
        storage.find(Domain.WORKFLOWS).ifPresent(store -> uses.addAll(workflowUses(store)));
        storage.find(Domain.OBSERVABILITY).ifPresent(store -> uses.addAll(observabilityUses(store)));
        storage.find(Domain.SCORES).ifPresent(store -> uses.addAll(scoreUses(store)));
        storage.find(Domain.AGENTS).ifPresent(store -> uses.addAll(agentUses(store)));
        storage.find(Domain.INDEXES).ifPresent(store -> uses.add(() -> store.delete("not_there")));
        return uses;
    }

    private static List<Runnable> memoryUses(MemoryStore store) {
        return List.of(
                () -> store.saveMessages(List.of()),
                () -> store.createMessages(List.of()),
                () -> store.appendAfter("not-there", Optional.empty(), List.of()),
                () -> store.rewindTo("not-there", new MessagePosition(Instant.EPOCH, "not-there")),
                () -> store.createResource(Resource.of("not-there")),
                () -> store.updateMessages(List.of()),
                () -> store.deleteMessages(List.of()),
                () -> store.getMessages(List.of()),
                () -> store.importMessages(List.of()),
                () -> store.listMessages(MessageQuery.ALL).page(NOTHING),
                () -> store.listMessages(MessageQuery.ALL, List.of(), NOTHING),
                () -> store.listThreads(ThreadQuery.ALL).page(NOTHING),
                () -> store.listResources().page(NOTHING),
                () -> store.forResource("not-there").listResources().page(NOTHING),
                () -> store.createThread(
                        ConversationThread.builder("not-there").id("not-there").build()),
                () -> store.deleteThread("not-there"),
                () -> store.deleteMessages(MessageQuery.ofThread("not-there")),
                () -> store.eraseResource("not-there", BulkListener.NONE));
    }

    private static List<Runnable> workflowUses(WorkflowStore store) {
        return List.of(
                () -> store.list().page(NOTHING),
                () -> store.listHeads().page(NOTHING),
                () -> store.save(NewWorkflowRun.of("not-there", "not-there", Json.EMPTY_OBJECT)),
                () -> store.prune(Instant.EPOCH, 1),
                () -> store.eraseResource("not-there", BulkListener.NONE));
    }

    private static List<Runnable> observabilityUses(ObservabilityStore store) {
        return List.of(
                () -> store.saveSpans(List.of()),
                () -> store.createSpans(List.of()),
                () -> store.importSpans(List.of()),
                () -> store.updateSpans(List.of()),
                () -> store.deleteTraces(List.of()),
                () -> store.listTraces(TraceQuery.ALL).page(NOTHING),
                () -> store.listTraceHeads(TraceQuery.ALL).page(NOTHING),
                () -> store.listSpans(TimeRange.ALL).page(NOTHING),
                () -> store.saveSpan(SpanSamples.root("not-there")),
                () -> store.pruneSpans(Instant.EPOCH, 1),
                () -> store.eraseResource("not-there"));
    }

    private static List<Runnable> scoreUses(ScoreStore store) {
        return List.of(
                () -> store.list().page(NOTHING),
                () -> store.createAll(List.of()),
                () -> store.prune(Instant.EPOCH, 1),
                () -> store.eraseResource("not-there", BulkListener.NONE));
    }

    private static List<Runnable> agentUses(AgentStore store) {
        return List.of(
                () -> store.list().page(NOTHING),
                () -> store.listResolved(AgentQuery.ALL).page(NOTHING),
                () -> store.listVersions("not-there").page(NOTHING),
                () -> store.delete("not-there"),
                () -> store.deleteVersions("not-there"));
    }

    /** Returns the configuration of the run without automatic initialisation. */
    final StorageConfig manual() {
        return config().withAutoInit(false);
    }

    /** Begins the description of a call whose faults are tested. */
    final FaultyCall call(String name) {
        return new FaultyCall(name, limits());
    }

    /** Tests the faults of a call on the storage under test, and on closed and uninitialised storages. */
    final void verify(FaultyCall call, BiConsumer<Storage, FaultyCall.Arguments> action) {
        Storage closed = openAnother();
        closed.close();
        try (Storage idle = Storages.open(provider(), manual())) {
            call.verify(storage(), Map.of("storage-closed", closed, "not-initialized", idle), action);
        }
    }

    /** Returns whether the storage under test has the feature. */
    final boolean has(Feature feature) {
        return storage().features().contains(feature);
    }

    /** Stores a thread of the resource, created at the instant. */
    final ConversationThread thread(String resourceId, Instant createdAt) {
        return memory().createThread(ConversationThread.builder(resourceId)
                .id(id("thread"))
                .createdAt(createdAt)
                .build());
    }
}
