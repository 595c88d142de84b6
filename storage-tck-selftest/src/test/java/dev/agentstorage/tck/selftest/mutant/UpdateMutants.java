package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.config.Option;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.inmemory.InMemoryStorageProvider;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.spi.support.ForwardingStorageBackend;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** What a backend may get wrong in changes of what is stored, and before it stores anything. */
final class UpdateMutants {
    private static final StorageProvider REAL = new InMemoryStorageProvider();

    private UpdateMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>(memory());
        all.addAll(workflows());
        all.addAll(storages());
        return all;
    }

    private static List<Mutant> memory() {
        return List.of(
                Mutant.ofThreads(
                        "updates-missing-threads",
                        "MEM-13",
                        Wrong.instead(ThreadBackend.class, "update", UpdateMutants::updatesWhatIsMissing)),
                Mutant.ofThreads(
                        "clones-over-what-is-there",
                        "MEM-19",
                        Wrong.instead(ThreadBackend.class, "create", UpdateMutants::createsOver)),
                Mutant.ofMessages("drops-an-update-beside-another", "MEM-45", dropsUpdates()),
                Mutant.ofMessages(
                        "deletes-nothing-in-a-view",
                        "MEM-60",
                        Wrong.asked(
                                MessageBackend.class,
                                "delete",
                                Scope.class,
                                scope -> scope.resourceId().isPresent() ? new Scope(Optional.of("unknown")) : scope)),
                Mutant.ofMessages(
                        "moves-times-when-it-prunes",
                        "MEM-81",
                        Wrong.asked(
                                MessageBackend.class,
                                "delete",
                                Optional.class,
                                now -> Optional.of(Instant.parse("2999-06-01T00:00:00Z")))),
                Mutant.ofThreads(
                        "deletes-threads-in-one-step",
                        "MEM-84",
                        Wrong.asked(ThreadBackend.class, "delete", Integer.class, limit -> Integer.MAX_VALUE)),
                Mutant.ofThreads(
                        "merges-without-a-limit",
                        "MEM-85",
                        Wrong.instead(ThreadBackend.class, "update", UpdateMutants::mergesWithoutLimit)),
                Mutant.ofThreads(
                        "expects-no-version-in-a-patch",
                        "CORE-08",
                        Wrong.asked(ThreadBackend.class, "update", Optional.class, expected -> Optional.empty())),
                Mutant.ofThreads(
                        "ends-streams-early",
                        "PAGE-08",
                        Wrong.asked(
                                ThreadBackend.class,
                                "list",
                                Window.class,
                                window -> window.limit() == 500 ? window.ofAtMost(5) : window)));
    }

    private static Object updatesWhatIsMissing(ThreadBackend real, Object[] args) {
        String id = (String) args[1];
        return real.get(id).isEmpty()
                ? ConversationThread.builder("unknown").id(id).build()
                : real.update((Scope) args[0], id, (ThreadPatch) args[2], expected(args[3]), (Instant) args[4]);
    }

    private static Object createsOver(ThreadBackend real, Object[] args) {
        ConversationThread thread = (ConversationThread) args[0];
        if (real.get(thread.id()).isPresent()) {
            return real.save(Scope.ALL, thread, Optional.empty());
        }
        return real.create(
                thread, ((List<?>) args[1]).stream().map(Message.class::cast).toList());
    }

    private static Object mergesWithoutLimit(ThreadBackend real, Object[] args) {
        ConversationThread stored = real.get((String) args[1]).orElseThrow();
        ConversationThread merged = ((ThreadPatch) args[2]).apply(stored, (Instant) args[4]);
        return real.save((Scope) args[0], merged, expected(args[3]));
    }

    @SuppressWarnings("unchecked")
    private static Optional<Version> expected(Object argument) {
        return (Optional<Version>) argument;
    }

    /** An update that comes while another one is under way is taken for done. */
    private static UnaryOperator<MessageBackend> dropsUpdates() {
        AtomicBoolean busy = new AtomicBoolean();
        return Wrong.instead(MessageBackend.class, "update", (real, args) -> {
            List<MessagePatch> patches =
                    ((List<?>) args[1]).stream().map(MessagePatch.class::cast).toList();
            if (!busy.compareAndSet(false, true)) {
                return real.get(patches.stream().map(MessagePatch::id).toList());
            }
            try {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                return real.update((Scope) args[0], patches, (Instant) args[2]);
            } finally {
                busy.set(false);
            }
        });
    }

    private static List<Mutant> workflows() {
        return List.of(
                Mutant.ofWorkflows(
                        "leaves-runs-without-context-alone",
                        "WF-23",
                        Wrong.instead(WorkflowBackend.class, "updateState", UpdateMutants::forgivesMissingContext)),
                Mutant.ofWorkflows(
                        "begins-missing-runs-as-running",
                        "WF-25",
                        Wrong.instead(WorkflowBackend.class, "updateStepResult", UpdateMutants::beginsAsRunning)),
                Mutant.ofWorkflows(
                        "does-not-know-the-mark-of-pending-elements",
                        "WF-27",
                        Wrong.asked(
                                WorkflowBackend.class,
                                "updateStepResult",
                                StepResultUpdate.class,
                                UpdateMutants::withoutMarks)),
                Mutant.ofWorkflows(
                        "dates-runs-by-their-last-change",
                        "WF-28",
                        Wrong.rows(
                                WorkflowBackend.class,
                                WorkflowRun.class,
                                run -> run.toBuilder()
                                        .createdAt(run.updatedAt())
                                        .build())),
                Mutant.ofWorkflows(
                        "leaves-out-what-is-too-deep",
                        "WF-30",
                        Wrong.instead(WorkflowBackend.class, "updateStepResult", UpdateMutants::forgivesDepth)),
                Mutant.ofWorkflows(
                        "replaces-runs-as-a-whole",
                        "XFER-03",
                        Wrong.instead(WorkflowBackend.class, "save", UpdateMutants::replacesRuns)));
    }

    private static Object forgivesMissingContext(WorkflowBackend real, Object[] args) {
        String name = (String) args[0];
        String runId = (String) args[1];
        try {
            return real.updateState(
                    name, runId, (WorkflowStatePatch) args[2], statuses(args[3]), (Instant) args[4], (Long) args[5]);
        } catch (InvalidRequestException e) {
            return real.get(name, runId);
        }
    }

    @SuppressWarnings("unchecked")
    private static Optional<Set<WorkflowStatus>> statuses(Object argument) {
        return (Optional<Set<WorkflowStatus>>) argument;
    }

    private static Object beginsAsRunning(WorkflowBackend real, Object[] args) {
        StepResultUpdate update = (StepResultUpdate) args[0];
        Instant now = (Instant) args[1];
        if (real.get(update.workflowName(), update.runId()).isEmpty()) {
            WorkflowSnapshot running =
                    WorkflowSnapshot.initial(update.runId(), now).with("status", Json.of("running"));
            real.save(NewWorkflowRun.of(update.workflowName(), update.runId(), running), Optional.empty(), now);
        }
        return real.updateStepResult(update, now, (Long) args[2]);
    }

    private static StepResultUpdate withoutMarks(StepResultUpdate update) {
        String marked = update.result().text().replaceAll("\\{\\s*\"__mastra_pending__\"\\s*:\\s*true\\s*\\}", "null");
        return update.toBuilder().result(Json.parse(marked)).build();
    }

    private static Object forgivesDepth(WorkflowBackend real, Object[] args) {
        StepResultUpdate update = (StepResultUpdate) args[0];
        try {
            return real.updateStepResult(update, (Instant) args[1], (Long) args[2]);
        } catch (InvalidRequestException e) {
            return real.get(update.workflowName(), update.runId()).orElseThrow();
        }
    }

    private static Object replacesRuns(WorkflowBackend real, Object[] args) {
        NewWorkflowRun run = (NewWorkflowRun) args[0];
        real.delete(run.workflowName(), run.runId());
        return real.save(run, Optional.empty(), (Instant) args[2]);
    }

    private static List<Mutant> storages() {
        AtomicBoolean initialising = new AtomicBoolean();
        AtomicInteger open = new AtomicInteger();
        return List.of(
                new Mutant("initialises-one-storage-at-a-time", "CORE-12", real -> oneAtATime(real, initialising)),
                new Mutant("keeps-a-place-for-each-storage", "CFG-07", real -> {
                    if (open.incrementAndGet() > 20) {
                        throw new UnavailableException("pool-exhausted", "no place became free", Map.of());
                    }
                    return real;
                }),
                new Mutant(
                        "has-statistics-of-no-indexes",
                        "CFG-01",
                        UnaryOperator.identity(),
                        new Declares(Set.of(Feature.MEMORY, Feature.INDEX_STATISTICS), REAL.options())),
                new Mutant(
                        "describes-no-option",
                        "CFG-03",
                        UnaryOperator.identity(),
                        new Declares(REAL.features(), List.of(Option.string("color")))));
    }

    private static StorageBackend oneAtATime(StorageBackend real, AtomicBoolean initialising) {
        return new ForwardingStorageBackend(real) {
            @Override
            public void init() {
                if (!initialising.compareAndSet(false, true)) {
                    throw new UnavailableException("busy", "another storage is being initialised", Map.of());
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                super.init();
                initialising.set(false);
            }
        };
    }
}
