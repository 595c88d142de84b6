package dev.agentstorage.examples.domains;

import dev.agentstorage.Storage;
import java.util.Locale;
import java.util.function.Consumer;

/** The examples by their names, those of the storage's domains. */
public enum DomainExample {
    /** Conversations. */
    MEMORY,
    /** Runs of workflows. */
    WORKFLOWS,
    /** Traces. */
    OBSERVABILITY,
    /** Scores. */
    SCORES,
    /** Definitions of agents. */
    AGENTS;

    /** Runs the example on a storage, and hands over what it prints, line by line. */
    public void run(Storage storage, Consumer<String> out) {
        switch (this) {
            case MEMORY -> ConversationExample.run(storage, out);
            case WORKFLOWS -> WorkflowExample.run(storage, out);
            case OBSERVABILITY -> TraceExample.run(storage, out);
            case SCORES -> ScoreExample.run(storage, out);
            case AGENTS -> AgentExample.run(storage, out);
        }
    }

    /** Returns the name as it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
