package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.spi.AgentRecordBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.spi.support.ForwardingMemoryBackend;
import dev.agentstorage.spi.support.ForwardingObservabilityBackend;
import dev.agentstorage.spi.support.ForwardingScoreBackend;
import dev.agentstorage.spi.support.ForwardingThreadBackend;
import dev.agentstorage.spi.support.ForwardingWorkflowBackend;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What a backend may get wrong where a step of a bulk operation ends. */
final class EdgeMutants {
    private EdgeMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofMessages(
                        "stops-deleting-messages-after-a-step",
                        "CORE-28",
                        Wrong.answers(MessageBackend.class, "delete", EdgeMutants::alwaysDone)),
                Mutant.ofThreads("takes-a-full-step-of-a-move-for-the-last", "CORE-28", StopsMoving::new),
                Mutant.ofMemory("counts-a-row-twice-in-a-full-step", "CORE-28", CountsTwice::new),
                Mutant.ofScores("sees-more-scores-behind-a-full-step", "CORE-28", SeesMore::new),
                Mutant.ofWorkflows("prunes-a-run-too-many", "CORE-28", PrunesTooMany::new),
                Mutant.ofObservability("names-no-traces-of-a-full-step", "CORE-28", NamesNoTraces::new),
                Mutant.ofObservability(
                        "erases-no-more-spans-after-a-step",
                        "CORE-28",
                        Wrong.answers(ObservabilityBackend.class, "eraseResource", EdgeMutants::alwaysDone)),
                Mutant.ofAgentRecords(
                        "leaves-the-record-behind-a-full-step",
                        "CORE-28",
                        Wrong.answers(AgentRecordBackend.class, "delete", EdgeMutants::alwaysDone)));
    }

    private static Object alwaysDone(Object answer) {
        return answer instanceof BulkStep step ? new BulkStep(step.affected(), true, step.ids()) : answer;
    }

    private static final class StopsMoving extends ForwardingThreadBackend {
        StopsMoving(ThreadBackend real) {
            super(real);
        }

        @Override
        public BulkStep move(String id, String resourceId, Instant now, int limit) {
            BulkStep step = delegate().move(id, resourceId, now, limit);
            return new BulkStep(step.affected(), step.done() || step.affected() >= limit);
        }
    }

    private static final class CountsTwice extends ForwardingMemoryBackend {
        CountsTwice(MemoryBackend real) {
            super(real);
        }

        @Override
        public BulkStep clear(int limit) {
            BulkStep step = delegate().clear(limit);
            return new BulkStep(step.affected() + (step.affected() == limit ? 1 : 0), step.done());
        }
    }

    private static final class SeesMore extends ForwardingScoreBackend {
        SeesMore(ScoreBackend real) {
            super(real);
        }

        @Override
        public BulkStep prune(Instant olderThan, int limit) {
            BulkStep step = delegate().prune(olderThan, limit);
            return new BulkStep(step.affected(), step.done() && step.affected() < limit);
        }
    }

    private static final class PrunesTooMany extends ForwardingWorkflowBackend {
        PrunesTooMany(WorkflowBackend real) {
            super(real);
        }

        @Override
        public BulkStep prune(Instant olderThan, int limit) {
            return delegate().prune(olderThan, limit == Integer.MAX_VALUE ? limit : limit + 1);
        }
    }

    private static final class NamesNoTraces extends ForwardingObservabilityBackend {
        NamesNoTraces(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public BulkStep deleteTraces(Collection<String> traceIds, int limit) {
            BulkStep step = delegate().deleteTraces(traceIds, limit);
            return new BulkStep(step.affected(), step.done(), step.affected() < limit ? step.ids() : Set.of());
        }
    }
}
