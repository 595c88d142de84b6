package dev.agentstorage.dsql.internal.agent;

import com.google.inject.AbstractModule;

/** Binds the agents; its dependencies are bound elsewhere: the settings and the transactions. */
public final class AgentModule extends AbstractModule {
    /** Creates it. */
    public AgentModule() {}

    @Override
    protected void configure() {
        bind(AgentRecordStatements.class);
        bind(AgentVersionStatements.class);
        bind(ResolvedAgentStatements.class);
        bind(DsqlAgentRecordBackend.class);
        bind(DsqlAgentVersionBackend.class);
        bind(DsqlAgentBackend.class);
    }
}
