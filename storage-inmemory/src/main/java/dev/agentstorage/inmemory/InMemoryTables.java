package dev.agentstorage.inmemory;

import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.index.IndexTable;
import java.util.List;

/**
 * The table names of the domains in the index manager. They are the same as in the database backends, so that code that declares
 * indexes also runs here.
 */
final class InMemoryTables {
    static final List<IndexTable> ALL = List.of(
            table(
                    "mastra_agent_versions",
                    List.of(List.of("id"), List.of("agentId", "versionNumber")),
                    "id agentId versionNumber name description instructions model tools defaultOptions workflows agents"
                            + " integrationTools toolProviders inputProcessors outputProcessors memory scorers mcpClients"
                            + " requestContextSchema workspace skills skillsFormat durable browser changedFields"
                            + " changeMessage createdAt"),
            table(
                    "mastra_agents",
                    List.of(List.of("id")),
                    "id status activeVersionId authorId metadata createdAt updatedAt"),
            table(
                    "mastra_ai_spans",
                    List.of(List.of("traceId", "spanId")),
                    "traceId spanId name spanType isEvent startedAt parentSpanId entityType entityId entityName"
                            + " parentEntityType parentEntityId parentEntityName rootEntityType rootEntityId rootEntityName"
                            + " userId organizationId resourceId runId sessionId threadId requestId environment source"
                            + " serviceName scope experimentId metadata tags attributes links input output error endedAt"
                            + " requestContext createdAt updatedAt"),
            table("mastra_messages", List.of(List.of("id")), "id thread_id content role type createdAt resourceId"),
            table("mastra_resources", List.of(List.of("id")), "id workingMemory metadata createdAt updatedAt"),
            table(
                    "mastra_scorers",
                    List.of(List.of("id")),
                    "id scorerId traceId spanId runId scorer preprocessStepResult extractStepResult analyzeStepResult score"
                            + " reason metadata preprocessPrompt extractPrompt generateScorePrompt generateReasonPrompt"
                            + " analyzePrompt reasonPrompt input output additionalContext requestContext entityType entity"
                            + " entityId source resourceId threadId createdAt updatedAt"),
            table(
                    "mastra_threads",
                    List.of(List.of("id")),
                    "id resourceId title metadata createdAt updatedAt archivedAt lastMessageAt"),
            table(
                    "mastra_workflow_snapshot",
                    List.of(List.of("workflow_name", "run_id")),
                    "workflow_name run_id resourceId snapshot createdAt updatedAt"));

    static final List<IndexSpec> DEFAULT_INDEXES = List.of(
            IndexSpec.builder("mastra_threads_resourceid_createdat_idx")
                    .table("mastra_threads")
                    .columns("resourceId", "createdAt")
                    .build(),
            IndexSpec.builder("mastra_messages_thread_id_createdat_idx")
                    .table("mastra_messages")
                    .columns("thread_id", "createdAt")
                    .build(),
            IndexSpec.builder("mastra_ai_spans_traceid_startedat_idx")
                    .table("mastra_ai_spans")
                    .columns("traceId", "startedAt")
                    .build(),
            IndexSpec.builder("mastra_ai_spans_parentspanid_startedat_idx")
                    .table("mastra_ai_spans")
                    .columns("parentSpanId", "startedAt")
                    .build(),
            IndexSpec.builder("mastra_ai_spans_name_idx")
                    .table("mastra_ai_spans")
                    .columns("name")
                    .build(),
            IndexSpec.builder("mastra_ai_spans_spantype_startedat_idx")
                    .table("mastra_ai_spans")
                    .columns("spanType", "startedAt")
                    .build(),
            IndexSpec.builder("mastra_ai_spans_entitytype_entityid_idx")
                    .table("mastra_ai_spans")
                    .columns("entityType", "entityId")
                    .build(),
            IndexSpec.builder("mastra_ai_spans_entitytype_entityname_idx")
                    .table("mastra_ai_spans")
                    .columns("entityType", "entityName")
                    .build(),
            IndexSpec.builder("mastra_ai_spans_orgid_userid_idx")
                    .table("mastra_ai_spans")
                    .columns("organizationId", "userId")
                    .build(),
            IndexSpec.builder("mastra_scores_trace_id_span_id_created_at_idx")
                    .table("mastra_scorers")
                    .columns("traceId", "spanId", "createdAt")
                    .build());

    private InMemoryTables() {}

    private static IndexTable table(String name, List<List<String>> keys, String columns) {
        return new IndexTable(name, List.of(columns.split(" ")), keys);
    }
}
