package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.spi.support.ForwardingResourceBackend;
import dev.agentstorage.spi.support.ForwardingScoreBackend;
import dev.agentstorage.spi.support.ForwardingThreadBackend;
import dev.agentstorage.spi.support.ForwardingWorkflowBackend;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a backend may make of a fault behind it. */
final class FaultMutants {
    private FaultMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofThreads("finds-no-thread-in-an-outage", "CORE-30", FindsNothing::new),
                Mutant.ofScores("ends-lists-where-an-answer-is-lost", "CORE-30", EndsLists::new),
                Mutant.ofScores("denies-what-was-committed", "CORE-31", DeniesTheCommit::new),
                Mutant.ofResources("says-stored-when-others-won", "CORE-32", HidesConflicts::new),
                Mutant.ofWorkflows("leaves-damaged-runs-out", "CORE-33", LeavesOut::new),
                Mutant.ofThreads("gives-up-with-nothing-when-it-takes-long", "CORE-34", GivesUp::new));
    }

    private static final class FindsNothing extends ForwardingThreadBackend {
        FindsNothing(ThreadBackend real) {
            super(real);
        }

        @Override
        public Optional<ConversationThread> get(String id) {
            try {
                return delegate().get(id);
            } catch (UnavailableException e) {
                return Optional.empty();
            }
        }
    }

    private static final class EndsLists extends ForwardingScoreBackend {
        EndsLists(ScoreBackend real) {
            super(real);
        }

        @Override
        public List<Score> list(ScoreQuery query, Window window) {
            try {
                return delegate().list(query, window);
            } catch (UnavailableException e) {
                return List.of();
            }
        }
    }

    private static final class DeniesTheCommit extends ForwardingScoreBackend {
        DeniesTheCommit(ScoreBackend real) {
            super(real);
        }

        @Override
        public Score save(NewScore score, Instant now) {
            try {
                return delegate().save(score, now);
            } catch (OutcomeUnknownException e) {
                throw new UnavailableException("unreachable", "the connection was lost", Map.of(), e);
            }
        }
    }

    private static final class HidesConflicts extends ForwardingResourceBackend {
        HidesConflicts(ResourceBackend real) {
            super(real);
        }

        @Override
        public Resource save(Resource resource, Optional<Version> expected) {
            try {
                return delegate().save(resource, expected);
            } catch (ConflictException e) {
                return resource;
            }
        }
    }

    private static final class LeavesOut extends ForwardingWorkflowBackend {
        LeavesOut(WorkflowBackend real) {
            super(real);
        }

        @Override
        public List<WorkflowRun> list(WorkflowQuery query, Window window) {
            try {
                return delegate().list(query, window);
            } catch (CorruptDataException e) {
                return List.of();
            }
        }
    }

    private static final class GivesUp extends ForwardingThreadBackend {
        GivesUp(ThreadBackend real) {
            super(real);
        }

        @Override
        public Optional<ConversationThread> get(String id) {
            long start = System.nanoTime();
            Optional<ConversationThread> found = delegate().get(id);
            return System.nanoTime() - start < SimulatedFaults.DELAY_NANOS ? found : Optional.empty();
        }
    }
}
