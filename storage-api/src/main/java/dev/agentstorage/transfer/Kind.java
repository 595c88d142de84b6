package dev.agentstorage.transfer;

import dev.agentstorage.Domain;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.observability.Span;
import dev.agentstorage.score.Score;
import dev.agentstorage.workflow.WorkflowRun;
import java.util.Locale;
import java.util.Optional;

/** The kinds of lines. */
enum Kind {
    RESOURCE(Resource.class),
    THREAD(ConversationThread.class),
    MESSAGE(Message.class),
    WORKFLOW_RUN(WorkflowRun.class),
    SPAN(Span.class),
    SCORE(Score.class),
    AGENT(AgentDefinition.class),
    AGENT_VERSION(AgentVersion.class);

    private final Class<? extends Record> type;

    Kind(Class<? extends Record> type) {
        this.type = type;
    }

    Class<? extends Record> type() {
        return type;
    }

    Domain<?> domain() {
        return switch (this) {
            case RESOURCE, THREAD, MESSAGE -> Domain.MEMORY;
            case WORKFLOW_RUN -> Domain.WORKFLOWS;
            case SPAN -> Domain.OBSERVABILITY;
            case SCORE -> Domain.SCORES;
            case AGENT, AGENT_VERSION -> Domain.AGENTS;
        };
    }

    static Optional<Kind> of(String text) {
        for (Kind kind : values()) {
            if (kind.toString().equals(text)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
