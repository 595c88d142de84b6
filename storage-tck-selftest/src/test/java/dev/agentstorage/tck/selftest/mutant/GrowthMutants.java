package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.spi.AgentVersionBackend;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.spi.support.ForwardingAgentVersionBackend;
import dev.agentstorage.spi.support.ForwardingMessageBackend;
import dev.agentstorage.spi.support.ForwardingObservabilityBackend;
import dev.agentstorage.spi.support.ForwardingScoreBackend;
import dev.agentstorage.spi.support.ForwardingThreadBackend;
import dev.agentstorage.spi.support.ForwardingWorkflowBackend;
import dev.agentstorage.value.Direction;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Backends that give what is right and read too much for it. */
final class GrowthMutants {
    private GrowthMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofMessages("reads-all-messages-for-a-page", "PAGE-12", ReadsAllMessages::new),
                Mutant.ofThreads("reads-all-threads-for-a-page", "PAGE-12", ReadsAllThreads::new),
                Mutant.ofObservability("reads-all-traces-for-a-page", "PAGE-12", ReadsAllTraces::new),
                Mutant.ofScores("reads-all-scores-for-a-page", "PAGE-12", ReadsAllScores::new),
                Mutant.ofWorkflows("reads-all-runs-for-a-page", "PAGE-12", ReadsAllRuns::new),
                Mutant.ofAgentVersions("reads-all-versions-for-a-page", "PAGE-12", ReadsAllVersions::new));
    }

    /** Gives the page, once every row has been looked at. */
    private static <T> List<T> among(List<T> all, List<T> page) {
        Set<String> texts = all.stream().map(String::valueOf).collect(Collectors.toSet());
        return page.stream().filter(row -> texts.contains(row.toString())).toList();
    }

    /** Reads the whole table, and takes the window out of it. */
    private static final class ReadsAllMessages extends ForwardingMessageBackend {
        ReadsAllMessages(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> list(MessageQuery query, Window window) {
            if (window.until().isPresent() || window.direction(query.direction()) != query.direction()) {
                return delegate().list(query, window);
            }
            return delegate().list(MessageQuery.ALL, Window.everything()).stream()
                    .filter(query.matcher())
                    .sorted(query.direction() == Direction.ASC ? Message.ORDER : Message.ORDER.reversed())
                    .dropWhile(message -> window.after()
                            .filter(after -> !isBehind(message, after, query.direction()))
                            .isPresent())
                    .skip(window.offset())
                    .limit(window.limit())
                    .toList();
        }

        private static boolean isBehind(Message message, Position after, Direction direction) {
            int order = Position.of(message.createdAt(), message.id()).compareTo(after);
            return direction == Direction.ASC ? order > 0 : order < 0;
        }
    }

    private static final class ReadsAllThreads extends ForwardingThreadBackend {
        ReadsAllThreads(ThreadBackend real) {
            super(real);
        }

        @Override
        public List<ConversationThread> list(ThreadQuery query, Window window) {
            return among(delegate().list(query, Window.everything()), delegate().list(query, window));
        }
    }

    private static final class ReadsAllTraces extends ForwardingObservabilityBackend {
        ReadsAllTraces(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public List<Span> listTraces(TraceQuery query, Window window) {
            return among(
                    delegate().listTraces(query, Window.everything()),
                    delegate().listTraces(query, window));
        }
    }

    private static final class ReadsAllScores extends ForwardingScoreBackend {
        ReadsAllScores(ScoreBackend real) {
            super(real);
        }

        @Override
        public List<Score> list(ScoreQuery query, Window window) {
            return among(delegate().list(query, Window.everything()), delegate().list(query, window));
        }
    }

    private static final class ReadsAllRuns extends ForwardingWorkflowBackend {
        ReadsAllRuns(WorkflowBackend real) {
            super(real);
        }

        @Override
        public List<WorkflowRun> list(WorkflowQuery query, Window window) {
            return among(delegate().list(query, Window.everything()), delegate().list(query, window));
        }
    }

    private static final class ReadsAllVersions extends ForwardingAgentVersionBackend {
        ReadsAllVersions(AgentVersionBackend real) {
            super(real);
        }

        @Override
        public List<AgentVersion> list(VersionQuery query, Window window) {
            return among(delegate().list(query, Window.everything()), delegate().list(query, window));
        }
    }
}
