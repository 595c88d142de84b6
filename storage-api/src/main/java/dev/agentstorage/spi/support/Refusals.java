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
 * The errors of the contract about what is stored and what is not, and about calls that end without a result: one factory for each, so that every backend has the same code, sentence
 * and details (rule {@code CORE-10}). A method named {@code require…} throws its error when its condition does not hold; all others return the
 * error for the caller to throw. Where {@code stored} is a parameter, {@code null} leaves the entity out of the error, because there is none
 * or because the caller may not see it. Stateless and thread-safe.
 */
public final class Refusals {
    private Refusals() {}

    // threads, messages and resources

    /** Returns {@code thread-not-found}: the thread is missing, or outside of the scope. */
    public static NotFoundException threadNotFound(String threadId) {
        return new NotFoundException("thread-not-found", "the thread is missing", Map.of("threadId", threadId));
    }

    /** Returns {@code clone-source-not-found}: the thread to copy is missing, or outside of the scope. */
    public static NotFoundException cloneSourceNotFound(String threadId) {
        return new NotFoundException(
                "clone-source-not-found", "the thread to copy is missing", Map.of("threadId", threadId));
    }

    /** Returns {@code thread-exists}. */
    public static AlreadyExistsException threadExists(String threadId, @Nullable ConversationThread stored) {
        return new AlreadyExistsException(
                "thread-exists", "a thread with this id exists", Map.of("threadId", threadId), stored);
    }

    /** Returns {@code message-not-found}: the message is missing, or outside of the scope. */
    public static NotFoundException messageNotFound(String messageId) {
        return new NotFoundException("message-not-found", "the message is missing", Map.of("messageId", messageId));
    }

    /** Returns {@code message-exists}: another resource has the message, which the error does not carry. */
    public static AlreadyExistsException messageExists(String messageId) {
        return new AlreadyExistsException(
                "message-exists", "a message with this id exists", Map.of("messageId", messageId), null);
    }

    /**
     * Returns {@code message-exists} (rule {@code MEM-91}).
     *
     * @param ids those that are stored already, at least one, in the order given
     * @param visible the stored ones that the caller may see, which the error carries
     */
    public static AlreadyExistsException messagesExist(List<String> ids, List<Message> visible) {
        return AlreadyExistsException.ofSeveral(
                "message-exists",
                "a message with this id exists",
                Details.of("messageId", ids.get(0), "messages", ids),
                visible);
    }

    /** Returns {@code message-repeated}: a call creates the message more than once (rule {@code MEM-91}). */
    public static InvalidRequestException messageRepeated(String messageId) {
        return new InvalidRequestException(
                "message-repeated", "a message can be created only once", Map.of("messageId", messageId));
    }

    /**
     * Returns {@code not-at-end}: the conversation ends with another message than expected (rule {@code MEM-95}).
     *
     * @param last the last message of the thread, if there is any
     */
    public static ConflictException notAtEnd(String threadId, @Nullable Message last) {
        return new ConflictException(
                "not-at-end", "the conversation has another end than expected", Map.of("threadId", threadId), last);
    }

    /** Returns {@code resource-exists} with the stored resource (rule {@code MEM-93}). */
    public static AlreadyExistsException resourceExists(Resource stored) {
        return new AlreadyExistsException(
                "resource-exists", "a resource with this id exists", Map.of("resourceId", stored.id()), stored);
    }

    /** Returns {@code version-conflict} of a thread (rules {@code MEM-04}, {@code MEM-14}). */
    public static ConflictException threadVersionConflict(String threadId, @Nullable ConversationThread stored) {
        return versionConflict(Map.of("threadId", threadId), stored);
    }

    /** Returns {@code version-conflict} of a message (rule {@code MEM-43}). */
    public static ConflictException messageVersionConflict(String messageId, @Nullable Message stored) {
        return versionConflict(Map.of("messageId", messageId), stored);
    }

    /** Returns {@code version-conflict} of a resource (rule {@code MEM-75}). */
    public static ConflictException resourceVersionConflict(String resourceId, @Nullable Resource stored) {
        return versionConflict(Map.of("resourceId", resourceId), stored);
    }

    /** Checks the version of a thread. @throws ConflictException as {@link #threadVersionConflict} unless the stored version is expected */
    public static void requireThreadVersion(
            Optional<Version> expected, String threadId, @Nullable ConversationThread stored) {
        if (isOther(expected, stored == null ? null : stored.version())) {
            throw threadVersionConflict(threadId, stored);
        }
    }

    /** Checks the version of a resource. @throws ConflictException as {@link #resourceVersionConflict} unless the stored version is expected */
    public static void requireResourceVersion(
            Optional<Version> expected, String resourceId, @Nullable Resource stored) {
        if (isOther(expected, stored == null ? null : stored.version())) {
            throw resourceVersionConflict(resourceId, stored);
        }
    }

    // workflow runs

    /** Returns {@code run-not-found} (rule {@code WF-21}). */
    public static NotFoundException runNotFound(String workflowName, String runId) {
        return new NotFoundException("run-not-found", "the run is missing", run(workflowName, runId));
    }

    /** Returns {@code run-exists} (rule {@code WF-13}). */
    public static AlreadyExistsException runExists(String workflowName, String runId, @Nullable WorkflowRun stored) {
        return new AlreadyExistsException(
                "run-exists", "a run with this identity exists", run(workflowName, runId), stored);
    }

    /** Returns {@code version-conflict} of a run (rule {@code WF-05}). */
    public static ConflictException runVersionConflict(
            String workflowName, String runId, @Nullable WorkflowRun stored) {
        return versionConflict(run(workflowName, runId), stored);
    }

    /**
     * Returns {@code status-conflict} (rule {@code WF-22}).
     *
     * @param expected the statuses of which the run has none
     */
    public static ConflictException statusConflict(WorkflowRun stored, Set<WorkflowStatus> expected) {
        Map<String, Object> details = run(stored.workflowName(), stored.runId());
        details.put(
                "expected",
                expected.stream().map(WorkflowStatus::value).sorted().toList());
        return new ConflictException(
                "status-conflict", "the stored run has none of the expected statuses", details, stored);
    }

    /** Returns {@code snapshot-without-context}: the stored snapshot can only be replaced (rule {@code WF-23}). */
    public static InvalidRequestException snapshotWithoutContext(String workflowName, String runId) {
        return new InvalidRequestException(
                "snapshot-without-context",
                "the stored snapshot has no context object and can not be updated; persist a whole snapshot",
                run(workflowName, runId));
    }

    // spans

    /** Returns {@code span-not-found} (rule {@code OBS-22}). */
    public static NotFoundException spanNotFound(String traceId, String spanId) {
        return new NotFoundException(
                "span-not-found", "the span is not stored", Details.of("traceId", traceId, "spanId", spanId));
    }

    /**
     * Returns {@code span-exists} (rule {@code OBS-81}).
     *
     * @param stored the identities that are stored already, at least one, in the order given
     */
    public static AlreadyExistsException spanExists(List<SpanIdentity> stored) {
        SpanIdentity first = stored.get(0);
        return new AlreadyExistsException(
                "span-exists",
                "spans with these identities exist",
                Details.of("traceId", first.traceId(), "spanId", first.spanId(), "spans", stored),
                null);
    }

    /** Returns {@code span-repeated}: a call creates the span more than once (rule {@code OBS-81}). */
    public static InvalidRequestException spanRepeated(String traceId, String spanId) {
        return new InvalidRequestException(
                "span-repeated", "a span can be created only once", Details.of("traceId", traceId, "spanId", spanId));
    }

    // scores

    /**
     * Returns {@code score-exists} (rule {@code SCORE-15}).
     *
     * @param stored the ids that are stored already, at least one, in the order given
     */
    public static AlreadyExistsException scoreExists(List<String> stored) {
        return new AlreadyExistsException(
                "score-exists",
                "scores with these ids exist",
                Details.of("scoreId", stored.get(0), "scores", stored),
                null);
    }

    /** Returns {@code score-repeated}: a call creates the score more than once (rule {@code SCORE-15}). */
    public static InvalidRequestException scoreRepeated(String id) {
        return new InvalidRequestException("score-repeated", "a score can be created only once", Map.of("scoreId", id));
    }

    // agents

    /** Returns {@code agent-not-found}. */
    public static NotFoundException agentNotFound(String agentId) {
        return new NotFoundException("agent-not-found", "the agent is missing", Map.of("agentId", agentId));
    }

    /** Returns {@code agent-exists}. */
    public static AlreadyExistsException agentExists(String agentId, @Nullable AgentDefinition stored) {
        return new AlreadyExistsException(
                "agent-exists", "an agent with this id exists", Map.of("agentId", agentId), stored);
    }

    /** Returns {@code agent-version-exists}: a version has this id, of whichever agent. */
    public static AlreadyExistsException agentVersionExists(AgentVersion stored) {
        return new AlreadyExistsException(
                "agent-version-exists", "a version with this id exists", Map.of("versionId", stored.id()), stored);
    }

    /** Returns {@code agent-version-number-exists}: the agent has a version of this number. */
    public static AlreadyExistsException agentVersionNumberExists(AgentVersion stored) {
        return new AlreadyExistsException(
                "agent-version-number-exists",
                "the agent has a version with this number",
                Details.of("agentId", stored.agentId(), "number", stored.number()),
                stored);
    }

    /** Returns {@code version-conflict} of an agent. */
    public static ConflictException agentVersionConflict(String agentId, @Nullable AgentDefinition stored) {
        return versionConflict(Map.of("agentId", agentId), stored);
    }

    /** Checks the version of an agent. @throws ConflictException as {@link #agentVersionConflict} unless the stored version is expected */
    public static void requireAgentVersion(
            Optional<Version> expected, String agentId, @Nullable AgentDefinition stored) {
        if (isOther(expected, stored == null ? null : stored.version())) {
            throw agentVersionConflict(agentId, stored);
        }
    }

    // indexes

    /** Returns {@code table-not-found}: the backend has no table of that name. */
    public static NotFoundException tableNotFound(String table) {
        return new NotFoundException("table-not-found", "there is no table of that name", Map.of("table", table));
    }

    /** Returns {@code index-column-unknown}. */
    public static InvalidRequestException indexColumnUnknown(String table, String column) {
        return new InvalidRequestException(
                "index-column-unknown",
                "the table has no column of that name",
                Details.of("table", table, "column", column));
    }

    /** Returns {@code index-duplicates}: rows are equal in the columns of a unique index. */
    public static InvalidRequestException indexDuplicates(IndexSpec spec) {
        return new InvalidRequestException(
                "index-duplicates",
                "rows are equal in the columns of a unique index",
                Details.of("name", spec.name(), "table", spec.table()));
    }

    /** Returns {@code index-name-taken}: the name belongs to something that is no index of the storage. */
    public static InvalidRequestException indexNameTaken(String name) {
        return new InvalidRequestException(
                "index-name-taken",
                "something of that name is in the schema and is not an index of these tables",
                Map.of("name", name));
    }

    /** Returns {@code index-required}: the backend needs the index to keep the rules. */
    public static InvalidRequestException indexRequired(String name) {
        return new InvalidRequestException(
                "index-required", "the storage can not work without this index", Map.of("name", name));
    }

    /** Returns {@code index-refused}: the database takes the statement for a wrong one, and says so by the SQLSTATE. */
    public static InvalidRequestException indexRefused(String name, String sqlState, @Nullable Throwable cause) {
        return new InvalidRequestException(
                "index-refused",
                "the server refuses this index",
                Details.of("name", name, "sqlState", sqlState),
                cause);
    }

    // the course of a call

    /** Returns {@code storage-closed} (rule {@code CORE-14}): nothing of the call was applied. */
    public static NotInitializedException storageClosed(String storage, String backend) {
        return new NotInitializedException(
                "storage-closed", "the storage is closed", Details.of("storage", storage, "backend", backend));
    }

    /**
     * Returns {@code interrupted} (rule {@code CORE-20}): nothing of the call was applied. The thread must stay interrupted.
     *
     * @param details what the backend knows of the attempts, such as {@code attempts}, or what the thread was waiting for
     */
    public static UnavailableException interrupted(Map<String, ?> details, @Nullable Throwable cause) {
        return new UnavailableException(
                "interrupted",
                "the thread was interrupted before the call was done; nothing was changed",
                details,
                cause);
    }

    /**
     * Returns {@code commit-outcome-unknown}: it is not known whether the change was applied.
     *
     * @param details what the backend knows of the attempts or of the failure
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
     * Returns {@code retries-exhausted}: the change was certainly not applied, however often it was tried.
     *
     * @param details what the backend knows of the attempts, such as {@code attempts}, or what the change was about
     */
    public static ConflictException retriesExhausted(Map<String, ?> details, @Nullable Throwable cause) {
        return new ConflictException("retries-exhausted", "concurrent changes kept winning", details, null, cause);
    }

    // sizes

    /**
     * Returns {@code value-too-large}.
     *
     * @param field the value
     * @param limit the most bytes of UTF-8
     * @param size the bytes that it has
     * @param hint what to do instead
     */
    public static TooLargeException valueTooLarge(String field, long limit, long size, String hint) {
        return new TooLargeException(
                "value-too-large", "a value is over the limit of the backend", field, limit, size, hint);
    }

    private static ConflictException versionConflict(Map<String, ?> details, @Nullable Object stored) {
        return new ConflictException("version-conflict", "what is stored is not what was expected", details, stored);
    }

    private static boolean isOther(Optional<Version> expected, @Nullable Version stored) {
        return expected.isPresent() && !expected.get().equals(stored);
    }

    private static Map<String, Object> run(String workflowName, String runId) {
        return Details.of("workflowName", workflowName, "runId", runId);
    }
}
