package dev.agentstorage.dsql.internal.workflow;

import com.google.inject.AbstractModule;

/** Binds the workflow domain; its dependencies are bound elsewhere: the settings and the transactions. */
public final class WorkflowModule extends AbstractModule {
    /** Creates it. */
    public WorkflowModule() {}

    @Override
    protected void configure() {
        bind(RunStatements.class);
        bind(RunListStatements.class);
        bind(ChunkStatements.class);
        bind(Chunks.class);
        bind(RunReads.class);
        bind(RunHeads.class);
        bind(RunWrites.class);
        bind(DsqlWorkflowBackend.class);
    }
}
