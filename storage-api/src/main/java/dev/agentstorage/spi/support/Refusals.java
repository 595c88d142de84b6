package dev.agentstorage.spi.support;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.index.IndexSpec;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The errors of the contract about what is stored and what is not, and about calls that end without a result: one factory for each, so that
 * every backend has the same code, sentence and details (rule {@code CORE-10}). A method named {@code require…} throws its error when its
 * condition does not hold; all others return the error for the caller to throw. Where {@code stored} is a parameter, {@code null} leaves
 * the entity out of the error, because there is none or because the caller may not see it. Stateless and thread-safe.
 */
public final class Refusals {
    private Refusals() {}

    // threads, messages and resources

    /**
     * {@return {@code thread-not-found}: the thread is missing or out of scope}
     *
     * @param threadId the id of the thread
     */
    public static NotFoundException threadNotFound(String threadId) {
        return new NotFoundException("thread-not-found", "the thread is missing", Map.of("threadId", threadId));
    }

    /**
     * {@return {@code clone-source-not-found}: the thread to copy is missing or out of scope}
     *
     * @param threadId the id of the thread
     */
    public static NotFoundException cloneSourceNotFound(String threadId) {
        return new NotFoundException(
                "clone-source-not-found", "the thread to copy is missing", Map.of("threadId", threadId));
    }

    /**
     * {@return {@code thread-exists}}
     *
     * @param threadId the id of the thread
     * @param stored the stored entity; {@code null} to omit it
     */
    public static AlreadyExistsException threadExists(String threadId, @Nullable ConversationThread stored) {
        return new AlreadyExistsException(
                "thread-exists", "a thread with this id exists", Map.of("threadId", threadId), stored);
    }

    /**
     * {@return {@code message-not-found}: the message is missing or out of scope}
     *
     * @param messageId the id of the message
     */
    public static NotFoundException messageNotFound(String messageId) {
        return new NotFoundException("message-not-found", "the message is missing", Map.of("messageId", messageId));
    }

    /**
     * {@return {@code message-exists}: the message belongs to another resource; the error does not contain it}
     *
     * @param messageId the id of the message
     */
    public static AlreadyExistsException messageExists(String messageId) {
        return new AlreadyExistsException(
                "message-exists", "a message with this id exists", Map.of("messageId", messageId), null);
    }

    /**
     * {@return {@code message-exists} (rule {@code MEM-91})}
     *
     * @param ids the ids that are already stored, at least one, in the order of the call
     * @param visible the stored messages that the caller may see; the error contains them
     */
    public static AlreadyExistsException messagesExist(List<String> ids, List<Message> visible) {
        return AlreadyExistsException.ofSeveral(
                "message-exists",
                "a message with this id exists",
                Details.of("messageId", ids.get(0), "messages", ids),
                visible);
    }

    /**
     * {@return {@code message-repeated}: a call creates the message more than once (rule {@code MEM-91})}
     *
     * @param messageId the id of the message
     */
    public static InvalidRequestException messageRepeated(String messageId) {
        return new InvalidRequestException(
                "message-repeated", "a message can be created only once", Map.of("messageId", messageId));
    }

    /**
     * {@return {@code not-at-end}: the conversation ends with another message than expected (rule {@code MEM-95})}
     *
     * @param threadId the id of the thread
     * @param last the last message of the thread in scope; empty if there is none
     */
    public static ConflictException notAtEnd(String threadId, @Nullable Message last) {
        return new ConflictException(
                "not-at-end",
                "the last message of the thread is not the expected one",
                Map.of("threadId", threadId),
                last);
    }

    /**
     * {@return {@code resource-exists} with the stored resource (rule {@code MEM-93})}
     *
     * @param stored the stored entity; {@code null} to omit it
     */
    public static AlreadyExistsException resourceExists(Resource stored) {
        return new AlreadyExistsException(
                "resource-exists", "a resource with this id exists", Map.of("resourceId", stored.id()), stored);
    }

    /**
     * {@return {@code version-conflict} of a thread (rules {@code MEM-04}, {@code MEM-14})}
     *
     * @param threadId the id of the thread
     * @param stored the stored entity; {@code null} to omit it
     */
    public static ConflictException threadVersionConflict(String threadId, @Nullable ConversationThread stored) {
        return versionConflict(Map.of("threadId", threadId), stored);
    }

    /**
     * {@return {@code version-conflict} of a message (rule {@code MEM-43})}
     *
     * @param messageId the id of the message
     * @param stored the stored entity; {@code null} to omit it
     */
    public static ConflictException messageVersionConflict(String messageId, @Nullable Message stored) {
        return versionConflict(Map.of("messageId", messageId), stored);
    }

    /**
     * {@return {@code version-conflict} of a resource (rule {@code MEM-75})}
     *
     * @param resourceId the id of the resource
     * @param stored the stored entity; {@code null} to omit it
     */
    public static ConflictException resourceVersionConflict(String resourceId, @Nullable Resource stored) {
        return versionConflict(Map.of("resourceId", resourceId), stored);
    }

    /**
     * Checks the version of a thread.
     *
     * @param expected the version that the stored entity must have; empty for any
     * @param threadId the id of the thread
     * @param stored the stored entity; {@code null} to omit it
     * @throws ConflictException as {@link #threadVersionConflict} unless the stored version is expected
     */
    public static void requireThreadVersion(
            Optional<Version> expected, String threadId, @Nullable ConversationThread stored) {
        if (isOther(expected, stored == null ? null : stored.version())) {
            throw threadVersionConflict(threadId, stored);
        }
    }

    /**
     * Checks the version of a resource.
     *
     * @param expected the version that the stored entity must have; empty for any
     * @param resourceId the id of the resource
     * @param stored the stored entity; {@code null} to omit it
     * @throws ConflictException as {@link #resourceVersionConflict} unless the stored version is expected
     */
    public static void requireResourceVersion(
            Optional<Version> expected, String resourceId, @Nullable Resource stored) {
        if (isOther(expected, stored == null ? null : stored.version())) {
            throw resourceVersionConflict(resourceId, stored);
        }
    }

    // workflow runs

    /**
     * {@return {@code run-not-found} (rule {@code WF-21})}
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     */
    public static NotFoundException runNotFound(String workflowName, String runId) {
        return new NotFoundException("run-not-found", "the run is missing", run(workflowName, runId));
    }

    /**
     * {@return {@code run-exists} (rule {@code WF-13})}
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @param stored the stored entity; {@code null} to omit it
     */
    public static AlreadyExistsException runExists(String workflowName, String runId, @Nullable WorkflowRun stored) {
        return new AlreadyExistsException(
                "run-exists", "a run with this identity exists", run(workflowName, runId), stored);
    }

    /**
     * {@return {@code version-conflict} of a run (rule {@code WF-05})}
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @param stored the stored entity; {@code null} to omit it
     */
    public static ConflictException runVersionConflict(
            String workflowName, String runId, @Nullable WorkflowRun stored) {
        return versionConflict(run(workflowName, runId), stored);
    }

    /**
     * {@return {@code status-conflict} (rule {@code WF-22})}
     *
     * @param stored the stored entity; {@code null} to omit it
     * @param expected the expected statuses; the run has none of them
     */
    public static ConflictException statusConflict(WorkflowRun stored, Set<WorkflowStatus> expected) {
        Map<String, Object> details = run(stored.workflowName(), stored.runId());
        details.put(
                "expected",
                expected.stream().map(WorkflowStatus::value).sorted().toList());
        return new ConflictException(
                "status-conflict", "the stored run has none of the expected statuses", details, stored);
    }

    /**
     * {@return {@code snapshot-without-context}: the stored snapshot can only be replaced (rule {@code WF-23})}
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     */
    public static InvalidRequestException snapshotWithoutContext(String workflowName, String runId) {
        return new InvalidRequestException(
                "snapshot-without-context",
                "the stored snapshot has no context object and cannot be updated; persist a whole snapshot",
                run(workflowName, runId));
    }

    // spans

    /**
     * {@return {@code span-not-found} (rule {@code OBS-22})}
     *
     * @param traceId the id of the trace
     * @param spanId the id of the span
     */
    public static NotFoundException spanNotFound(String traceId, String spanId) {
        return new NotFoundException(
                "span-not-found", "the span is not stored", Details.of("traceId", traceId, "spanId", spanId));
    }

    /**
     * {@return {@code span-exists} (rule {@code OBS-81})}
     *
     * @param stored the identities that are already stored, at least one, in the order of the call
     */
    public static AlreadyExistsException spanExists(List<SpanIdentity> stored) {
        SpanIdentity first = stored.get(0);
        return new AlreadyExistsException(
                "span-exists",
                "spans with these identities exist",
                Details.of("traceId", first.traceId(), "spanId", first.spanId(), "spans", stored),
                null);
    }

    /**
     * {@return {@code span-repeated}: a call creates the span more than once (rule {@code OBS-81})}
     *
     * @param traceId the id of the trace
     * @param spanId the id of the span
     */
    public static InvalidRequestException spanRepeated(String traceId, String spanId) {
        return new InvalidRequestException(
                "span-repeated", "a span can be created only once", Details.of("traceId", traceId, "spanId", spanId));
    }

    // scores

    /**
     * {@return {@code score-exists} (rule {@code SCORE-15})}
     *
     * @param stored the ids that are already stored, at least one, in the order of the call
     */
    public static AlreadyExistsException scoreExists(List<String> stored) {
        return new AlreadyExistsException(
                "score-exists",
                "scores with these ids exist",
                Details.of("scoreId", stored.get(0), "scores", stored),
                null);
    }

    /**
     * {@return {@code score-repeated}: a call creates the score more than once (rule {@code SCORE-15})}
     *
     * @param id the id of the score
     */
    public static InvalidRequestException scoreRepeated(String id) {
        return new InvalidRequestException("score-repeated", "a score can be created only once", Map.of("scoreId", id));
    }

    // agents

    /**
     * {@return {@code agent-not-found}}
     *
     * @param agentId the id of the agent
     */
    public static NotFoundException agentNotFound(String agentId) {
        return new NotFoundException("agent-not-found", "the agent is missing", Map.of("agentId", agentId));
    }

    /**
     * {@return {@code agent-exists}}
     *
     * @param agentId the id of the agent
     * @param stored the stored entity; {@code null} to omit it
     */
    public static AlreadyExistsException agentExists(String agentId, @Nullable AgentDefinition stored) {
        return new AlreadyExistsException(
                "agent-exists", "an agent with this id exists", Map.of("agentId", agentId), stored);
    }

    /**
     * {@return {@code agent-version-exists}: a version with this id exists, of any agent}
     *
     * @param stored the stored entity; {@code null} to omit it
     */
    public static AlreadyExistsException agentVersionExists(AgentVersion stored) {
        return new AlreadyExistsException(
                "agent-version-exists", "a version with this id exists", Map.of("versionId", stored.id()), stored);
    }

    /**
     * {@return {@code agent-version-number-exists}: the agent has a version with this number}
     *
     * @param stored the stored entity; {@code null} to omit it
     */
    public static AlreadyExistsException agentVersionNumberExists(AgentVersion stored) {
        return new AlreadyExistsException(
                "agent-version-number-exists",
                "the agent has a version with this number",
                Details.of("agentId", stored.agentId(), "number", stored.number()),
                stored);
    }

    /**
     * {@return {@code version-conflict} of an agent}
     *
     * @param agentId the id of the agent
     * @param stored the stored entity; {@code null} to omit it
     */
    public static ConflictException agentVersionConflict(String agentId, @Nullable AgentDefinition stored) {
        return versionConflict(Map.of("agentId", agentId), stored);
    }

    /**
     * Checks the version of an agent.
     *
     * @param expected the version that the stored entity must have; empty for any
     * @param agentId the id of the agent
     * @param stored the stored entity; {@code null} to omit it
     * @throws ConflictException as {@link #agentVersionConflict} unless the stored version is expected
     */
    public static void requireAgentVersion(
            Optional<Version> expected, String agentId, @Nullable AgentDefinition stored) {
        if (isOther(expected, stored == null ? null : stored.version())) {
            throw agentVersionConflict(agentId, stored);
        }
    }

    // indexes

    /**
     * {@return {@code table-not-found}: the backend has no table with this name}
     *
     * @param table the name of the table
     */
    public static NotFoundException tableNotFound(String table) {
        return new NotFoundException("table-not-found", "there is no table of that name", Map.of("table", table));
    }

    /**
     * {@return {@code index-column-unknown}}
     *
     * @param table the name of the table
     * @param column the name of the column
     */
    public static InvalidRequestException indexColumnUnknown(String table, String column) {
        return new InvalidRequestException(
                "index-column-unknown",
                "the table has no column of that name",
                Details.of("table", table, "column", column));
    }

    /**
     * {@return {@code index-duplicates}: duplicate rows in the columns of a unique index}
     *
     * @param spec the specification of the index
     */
    public static InvalidRequestException indexDuplicates(IndexSpec spec) {
        return new InvalidRequestException(
                "index-duplicates",
                "duplicate rows in the columns of a unique index",
                Details.of("name", spec.name(), "table", spec.table()));
    }

    /**
     * {@return {@code index-name-taken}: the name belongs to a schema object that is not an index of the storage}
     *
     * @param name the name of the index
     */
    public static InvalidRequestException indexNameTaken(String name) {
        return new InvalidRequestException(
                "index-name-taken", "the name belongs to another object of the schema", Map.of("name", name));
    }

    /**
     * {@return {@code index-required}: the backend cannot fulfil its contract without the index}
     *
     * @param name the name of the index
     */
    public static InvalidRequestException indexRequired(String name) {
        return new InvalidRequestException(
                "index-required", "the storage cannot work without this index", Map.of("name", name));
    }

    /**
     * {@return {@code index-refused}: the database rejected the statement with this SQLSTATE}
     *
     * @param name the name of the index
     * @param sqlState the SQLSTATE
     * @param cause the cause; {@code null} if unknown
     */
    public static InvalidRequestException indexRefused(String name, String sqlState, @Nullable Throwable cause) {
        return new InvalidRequestException(
                "index-refused",
                "the server rejected this index",
                Details.of("name", name, "sqlState", sqlState),
                cause);
    }

    // lifecycle, retries and interrupts

    /**
     * {@return {@code storage-closed} (rule {@code CORE-14}): the call changed nothing}
     *
     * @param storage the id of the storage
     * @param backend the name of the backend
     */
    public static NotInitializedException storageClosed(String storage, String backend) {
        return new NotInitializedException(
                "storage-closed", "the storage is closed", Details.of("storage", storage, "backend", backend));
    }

    /**
     * {@return {@code interrupted} (rule {@code CORE-20}): the call changed nothing} The caller must restore the interrupt flag of the thread.
     *
     * @param details what the backend knows about the attempts, such as {@code attempts}, or what the thread waited for
     * @param cause the cause; {@code null} if unknown
     */
    public static UnavailableException interrupted(Map<String, ?> details, @Nullable Throwable cause) {
        return new UnavailableException(
                "interrupted",
                "the thread was interrupted before the call was done; nothing was changed",
                details,
                cause);
    }

    /**
     * {@return {@code commit-outcome-unknown}: it is unknown whether the change was applied}
     *
     * @param details what the backend knows about the attempts or the failure
     * @param cause the cause; {@code null} if unknown
     */
    public static OutcomeUnknownException commitOutcomeUnknown(Map<String, ?> details, @Nullable Throwable cause) {
        return new OutcomeUnknownException(
                "commit-outcome-unknown",
                "the connection or the database failed while a change was being committed; repeat the call or read back"
                        + " what is stored",
                details,
                cause);
    }

    /**
     * {@return {@code retries-exhausted}: every attempt conflicted, and the change was not applied}
     *
     * @param details what the backend knows about the attempts, such as {@code attempts}, or about the change
     * @param cause the cause; {@code null} if unknown
     */
    public static ConflictException retriesExhausted(Map<String, ?> details, @Nullable Throwable cause) {
        return new ConflictException(
                "retries-exhausted", "retries exhausted: concurrent modification", details, null, cause);
    }

    // sizes

    /**
     * {@return {@code value-too-large}}
     *
     * @param field the name of the value
     * @param limit maximum number of bytes of UTF-8
     * @param size its actual number of bytes
     * @param hint what to do instead
     */
    public static TooLargeException valueTooLarge(String field, long limit, long size, String hint) {
        return new TooLargeException(
                "value-too-large", "a value exceeds the limit of the backend", field, limit, size, hint);
    }

    private static ConflictException versionConflict(Map<String, ?> details, @Nullable Object stored) {
        return new ConflictException("version-conflict", "the stored version is not the expected one", details, stored);
    }

    private static boolean isOther(Optional<Version> expected, @Nullable Version stored) {
        return expected.isPresent() && !expected.get().equals(stored);
    }

    private static Map<String, Object> run(String workflowName, String runId) {
        return Details.of("workflowName", workflowName, "runId", runId);
    }
}
