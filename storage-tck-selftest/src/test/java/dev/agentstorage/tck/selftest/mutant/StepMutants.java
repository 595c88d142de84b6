package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.inmemory.InMemoryStorageProvider;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.Role;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.spi.AgentRecordBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.spi.support.ForwardingStorageBackend;
import dev.agentstorage.value.Health;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.StepResultUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** What a backend may get wrong in one step of pages, views, clones and transfers, and in the life of a storage. */
final class StepMutants {
    /** Scores that every storage of {@code shares-its-scores} has in common. */
    private static final Optional<ScoreBackend> SHARED = new InMemoryStorageProvider()
            .open(StorageConfig.of(InMemoryStorageProvider.NAME))
            .scores();

    private StepMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>(pages());
        all.addAll(storages());
        all.addAll(memory());
        return all;
    }

    private static List<Mutant> pages() {
        return List.of(
                Mutant.ofThreads(
                        "orders-threads-by-case",
                        "CORE-03",
                        Wrong.answers(ThreadBackend.class, "list", StepMutants::inOrderOfLetters)),
                Mutant.ofResources(
                        "orders-resources-by-case",
                        "PAGE-01",
                        Wrong.answers(ResourceBackend.class, "list", StepMutants::resourcesInOrderOfLetters)),
                Mutant.ofScores(
                        "skips-a-score-between-pages",
                        "PAGE-01",
                        Wrong.asked(
                                ScoreBackend.class,
                                "list",
                                Window.class,
                                window -> window.offset() == 0
                                        ? window
                                        : Window.offset(window.offset() + 1, window.limit()))),
                Mutant.ofWorkflows(
                        "gives-at-most-a-hundred-runs",
                        "PAGE-03",
                        Wrong.asked(
                                WorkflowBackend.class,
                                "list",
                                Window.class,
                                window -> window.ofAtMost(Math.min(100, window.limit())))),
                Mutant.ofAgentRecords(
                        "counts-no-agents", "PAGE-09", Wrong.answers(AgentRecordBackend.class, "count", answer -> 0L)),
                Mutant.ofMessages(
                        "counts-one-message-too-many",
                        "MEM-58",
                        Wrong.answers(MessageBackend.class, "count", answer -> (Long) answer + 1)));
    }

    private static Object inOrderOfLetters(Object answer) {
        return ((List<?>) answer)
                .stream()
                        .map(ConversationThread.class::cast)
                        .sorted(Comparator.comparing(
                                (ConversationThread thread) -> thread.id().toLowerCase(Locale.ROOT)))
                        .toList();
    }

    private static Object resourcesInOrderOfLetters(Object answer) {
        return ((List<?>) answer)
                .stream()
                        .map(Resource.class::cast)
                        .sorted(Comparator.comparing(Resource::createdAt)
                                .thenComparing(resource -> resource.id().toLowerCase(Locale.ROOT)))
                        .toList();
    }

    private static List<Mutant> storages() {
        return List.of(
                new Mutant("is-never-reachable", "CORE-15", real -> new ForwardingStorageBackend(real) {
                    @Override
                    public Health health() {
                        return new Health(false, "unreachable", List.of());
                    }
                }),
                new Mutant("shares-its-scores", "CORE-19", real -> new ForwardingStorageBackend(real) {
                    @Override
                    public Optional<ScoreBackend> scores() {
                        return SHARED;
                    }
                }),
                Mutant.ofThreads(
                        "cuts-ids-of-threads",
                        "CORE-04",
                        Wrong.asked(
                                ThreadBackend.class,
                                "get",
                                String.class,
                                id -> id.length() > 100 ? id.substring(0, 100) : id)),
                Mutant.ofScores(
                        "leaves-scores-of-an-erased-resource",
                        "XFER-08",
                        Wrong.instead(ScoreBackend.class, "eraseResource", (real, args) -> new BulkStep(0, true))),
                Mutant.ofScores(
                        "imports-scores-as-of-now",
                        "XFER-01",
                        Wrong.asked(
                                ScoreBackend.class,
                                "save",
                                NewScore.class,
                                score -> score.toBuilder().updatedAt(null).build())),
                Mutant.ofScores(
                        "reads-scores-in-place-of-an-interrupt",
                        "CORE-20",
                        Wrong.rows(ScoreBackend.class, Score.class, StepMutants::forgettingInterrupts)),
                Mutant.ofWorkflows(
                        "stores-no-step-result",
                        "WF-24",
                        Wrong.asked(
                                WorkflowBackend.class,
                                "updateStepResult",
                                StepResultUpdate.class,
                                update -> new StepResultUpdate(
                                        update.workflowName(),
                                        update.runId(),
                                        update.stepId(),
                                        Json.EMPTY_OBJECT,
                                        update.requestContext(),
                                        update.resourceId()))),
                Mutant.ofAgentRecords(
                        "finds-no-agent",
                        "AGENT-02",
                        Wrong.answers(AgentRecordBackend.class, "get", answer -> Optional.empty())));
    }

    private static Score forgettingInterrupts(Score score) {
        Thread.interrupted();
        return score;
    }

    private static List<Mutant> memory() {
        return List.of(
                Mutant.ofThreads(
                        "copies-messages-of-the-user",
                        "MEM-16",
                        copies(message -> message.toBuilder().role(Role.USER).build())),
                Mutant.ofThreads(
                        "copies-no-metadata",
                        "MEM-17",
                        Wrong.asked(
                                ThreadBackend.class,
                                "create",
                                ConversationThread.class,
                                thread -> thread.toBuilder()
                                        .metadata(Json.EMPTY_OBJECT)
                                        .build())),
                Mutant.ofThreads(
                        "copies-messages-at-one-time",
                        "MEM-18",
                        copies(message ->
                                message.toBuilder().createdAt(Instant.EPOCH).build())),
                Mutant.ofThreads(
                        "updates-threads-of-others",
                        "MEM-63",
                        Wrong.asked(ThreadBackend.class, "update", Scope.class, scope -> Scope.ALL)),
                Mutant.ofMessages(
                        "lists-messages-of-others",
                        "MEM-68",
                        Wrong.asked(
                                MessageBackend.class,
                                "list",
                                MessageQuery.class,
                                query -> query.toBuilder().clearResourceId().build())),
                Mutant.ofMessages(
                        "deletes-messages-of-others",
                        "MEM-69",
                        Wrong.asked(
                                MessageBackend.class,
                                "delete",
                                MessageQuery.class,
                                query -> query.toBuilder().clearResourceId().build())),
                Mutant.ofResources(
                        "loses-concurrent-updates-of-resources",
                        "MEM-76",
                        Wrong.instead(ResourceBackend.class, "update", StepMutants::updatesInARace)));
    }

    private static UnaryOperator<ThreadBackend> copies(UnaryOperator<Message> change) {
        return Wrong.asked(
                ThreadBackend.class,
                "create",
                List.class,
                messages -> ((List<?>) messages)
                        .stream()
                                .map(message -> change.apply((Message) message))
                                .toList());
    }

    /** Reads and writes in two changes. */
    private static Object updatesInARace(ResourceBackend real, Object[] args) {
        String id = (String) args[0];
        ResourcePatch patch = (ResourcePatch) args[1];
        Instant now = (Instant) args[3];
        Optional<Resource> stored = real.get(id);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        return real.save(
                stored.map(resource -> patch.apply(resource, now)).orElseGet(() -> patch.create(id, now)),
                Optional.empty());
    }
}
