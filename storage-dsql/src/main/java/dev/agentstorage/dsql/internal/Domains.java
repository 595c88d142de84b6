package dev.agentstorage.dsql.internal;

import dev.agentstorage.dsql.internal.agent.DsqlAgentBackend;
import dev.agentstorage.dsql.internal.index.DsqlIndexBackend;
import dev.agentstorage.dsql.internal.memory.DsqlMemoryBackend;
import dev.agentstorage.dsql.internal.observability.DsqlObservabilityBackend;
import dev.agentstorage.dsql.internal.score.DsqlScoreBackend;
import dev.agentstorage.dsql.internal.workflow.DsqlWorkflowBackend;
import jakarta.inject.Inject;

/** The domain backends. */
record Domains(
        DsqlMemoryBackend memory,
        DsqlWorkflowBackend workflows,
        DsqlObservabilityBackend observability,
        DsqlScoreBackend scores,
        DsqlAgentBackend agents,
        DsqlIndexBackend indexes) {
    @Inject
    Domains {}
}
