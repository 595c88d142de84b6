package dev.agentstorage.dsql.internal.workflow;

import com.google.inject.AbstractModule;

/** Binds the workflow domain; what it needs is bound elsewhere: the settings and the transactions. */
public final class WorkflowModule extends AbstractModule {
    /** Creates it. */
    public WorkflowModule() {}

    @Override
    protected void configure() {
        bind(RunTable.class);
        bind(RunListing.class);
        bind(ChunkTable.class);
        bind(Chunks.class);
        bind(RunReads.class);
        bind(RunWrites.class);
        bind(RunRemoval.class);
        bind(DsqlWorkflowBackend.class);
    }
}
