package dev.agentstorage.dsql.internal.agent;

import com.google.inject.AbstractModule;

/** Binds the agents; what they need is bound elsewhere: the settings and the transactions. */
public final class AgentModule extends AbstractModule {
    /** Creates it. */
    public AgentModule() {}

    @Override
    protected void configure() {
        bind(AgentTable.class);
        bind(VersionTable.class);
        bind(ResolvedTable.class);
        bind(AgentRecords.class);
        bind(VersionStore.class);
        bind(DsqlAgentBackend.class);
    }
}
