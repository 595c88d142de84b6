package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.spi.support.ForwardingMessageBackend;
import dev.agentstorage.spi.support.ForwardingResourceBackend;
import dev.agentstorage.spi.support.ForwardingThreadBackend;
import dev.agentstorage.spi.support.ForwardingWorkflowBackend;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** What a backend may get wrong so that the remedy of an error does not work. */
final class RecoveryMutants {
    private RecoveryMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofMessages("patches-up-to-the-wrong-one", "CORE-35", PatchesOneByOne::new),
                Mutant.ofThreads("leaves-a-thread-where-none-was", "CORE-36", LeavesAThread::new),
                Mutant.ofWorkflows("carries-the-run-of-the-attempt", "CORE-37", CarriesTheAttempt::new),
                Mutant.ofResources("never-forgets-a-conflict", "CORE-38", remembersConflicts()),
                Mutant.ofMessages("loses-the-last-of-a-full-part", "CORE-39", LosesTheLast::new));
    }

    private static final class PatchesOneByOne extends ForwardingMessageBackend {
        PatchesOneByOne(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> update(Scope scope, List<MessagePatch> patches, Instant now) {
            List<Message> updated = new ArrayList<>();
            patches.forEach(patch -> updated.addAll(delegate().update(scope, List.of(patch), now)));
            return updated;
        }
    }

    private static final class LeavesAThread extends ForwardingThreadBackend {
        LeavesAThread(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread update(
                Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
            try {
                return delegate().update(scope, id, patch, expected, now);
            } catch (NotFoundException e) {
                delegate().create(ConversationThread.builder(id).id(id).build(), List.of());
                throw e;
            }
        }
    }

    private static final class CarriesTheAttempt extends ForwardingWorkflowBackend {
        CarriesTheAttempt(WorkflowBackend real) {
            super(real);
        }

        @Override
        public WorkflowRun create(NewWorkflowRun run, Instant now) {
            try {
                return delegate().create(run, now);
            } catch (AlreadyExistsException e) {
                WorkflowRun attempt = WorkflowRun.builder(run.workflowName(), run.runId())
                        .snapshot(run.snapshot())
                        .createdAt(now)
                        .updatedAt(now)
                        .build();
                throw new AlreadyExistsException(e.code(), "the run is there", Map.of(), attempt);
            }
        }
    }

    /** The part is requested again by each call; what it remembers stays. */
    private static UnaryOperator<ResourceBackend> remembersConflicts() {
        Set<String> conflicts = ConcurrentHashMap.newKeySet();
        return real -> new RemembersConflicts(real, conflicts);
    }

    private static final class RemembersConflicts extends ForwardingResourceBackend {
        private final Set<String> conflicts;

        RemembersConflicts(ResourceBackend real, Set<String> conflicts) {
            super(real);
            this.conflicts = conflicts;
        }

        @Override
        public Resource save(Resource resource, Optional<Version> expected) {
            if (expected.isPresent() && conflicts.contains(resource.id())) {
                throw new ConflictException("version-conflict", "the resource was changed", Map.of(), null);
            }
            try {
                return delegate().save(resource, expected);
            } catch (ConflictException e) {
                conflicts.add(resource.id());
                throw e;
            }
        }
    }

    private static final class LosesTheLast extends ForwardingMessageBackend {
        /** As many as a step of the kit's storage of small limits has. */
        private static final int FULL = 7;

        LosesTheLast(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> save(Scope scope, List<NewMessage> messages, Instant now) {
            List<Message> saved = delegate().save(scope, messages, now);
            if (messages.size() == FULL) {
                delegate().delete(scope, List.of(messages.get(FULL - 1).id()), now);
            }
            return saved;
        }
    }
}
