package dev.agentstorage.examples.domains;

import dev.agentstorage.Storage;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The examples by their names, those of the storage's domains. */
public enum DomainExample {
    /** Conversations. */
    MEMORY(ConversationExample::run),
    /** Runs of workflows. */
    WORKFLOWS(WorkflowExample::run),
    /** Traces. */
    OBSERVABILITY(TraceExample::run),
    /** Scores. */
    SCORES(ScoreExample::run),
    /** Definitions of agents. */
    AGENTS(AgentExample::run);

    private final BiConsumer<Storage, Consumer<String>> program;

    DomainExample(BiConsumer<Storage, Consumer<String>> program) {
        this.program = program;
    }

    /** Runs the example on a storage, and hands over what it prints, line by line. */
    public void run(Storage storage, Consumer<String> out) {
        program.accept(storage, out);
    }

    /** Returns the name as it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
