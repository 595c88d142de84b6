package dev.agentstorage.dsql.internal.agent;

import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.AgentRecordBackend;
import dev.agentstorage.spi.AgentVersionBackend;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.support.StepSize;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The agent domain in SQL: its parts, and the operations that span them. Thread-safe. */
@Singleton
public final class DsqlAgentBackend implements AgentBackend {
    private final Transactions transactions;
    private final DsqlAgentRecordBackend agents;
    private final DsqlAgentVersionBackend versions;
    private final AgentRecordStatements agentStatements;
    private final AgentVersionStatements versionStatements;
    private final StepSize steps;

    @Inject
    DsqlAgentBackend(
            Transactions transactions,
            DsqlAgentRecordBackend agents,
            DsqlAgentVersionBackend versions,
            AgentRecordStatements agentStatements,
            AgentVersionStatements versionStatements) {
        this.transactions = transactions;
        this.steps = transactions.stepSize();
        this.agents = agents;
        this.versions = versions;
        this.agentStatements = agentStatements;
        this.versionStatements = versionStatements;
    }

    @Override
    public AgentRecordBackend agents() {
        return agents;
    }

    @Override
    public AgentVersionBackend versions() {
        return versions;
    }

    @Override
    public BulkStep clear(int limit) {
        return steps.run(
                limit,
                rows -> transactions.transaction(session -> {
                    session.requireNothingApplied();
                    int removed = session.update(versionStatements.deleteSome(rows));
                    if (removed < rows) {
                        removed += session.update(agentStatements.deleteSome(rows - removed));
                    }
                    return new BulkStep(removed, removed < rows);
                }));
    }
}
