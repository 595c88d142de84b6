package dev.agentstorage.transfer;

import dev.agentstorage.Storage;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanIdentity;
import dev.agentstorage.score.Score;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.transfer.RecordCodec.Malformed;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowRunHead;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Restricts the import of one resource to that resource (rule {@code XFER-10}). Stored entities are checked before they are replaced; only
 * for threads is this one atomic change. Used by one thread.
 */
final class Ownership {
    private final Storage storage;
    private final String resourceId;

    Ownership(Storage storage, String resourceId) {
        this.storage = storage;
        this.resourceId = resourceId;
    }

    /** Rejects an entity that names another resource, or none. */
    void requireOwn(Record entity) throws Malformed {
        boolean own;
        if (entity instanceof Resource resource) {
            own = resource.id().equals(resourceId);
        } else if (entity instanceof ConversationThread thread) {
            own = thread.resourceId().equals(resourceId);
        } else if (entity instanceof WorkflowRun run) {
            own = isOwn(run.resourceId());
        } else if (entity instanceof Score score) {
            own = isOwn(score.evaluation().origin().resourceId());
        } else {
            // the thread or trace of a message or span has been checked instead
            own = entity instanceof Message || entity instanceof Span;
        }
        if (!own) {
            throw new Malformed("the entity does not belong to the resource", null);
        }
    }

    /**
     * Stores a thread, unless its id belongs to a thread of another resource.
     *
     * @throws AlreadyExistsException {@code thread-exists}
     */
    void save(ConversationThread thread) {
        storage.memory().forResource(resourceId).saveThread(thread);
    }

    /** @throws AlreadyExistsException {@code run-exists} when a stored run of this identity does not belong to the resource */
    void requireFree(WorkflowRun run) {
        Optional<WorkflowRunHead> stored = storage.workflows().getHead(run.workflowName(), run.runId());
        if (stored.isPresent() && !isOwn(stored.get().resourceId())) {
            throw Refusals.runExists(run.workflowName(), run.runId(), null);
        }
    }

    /** @throws AlreadyExistsException {@code score-exists} when a stored score of this id does not belong to the resource */
    void requireFree(Score score) {
        Optional<Score> stored = storage.scores().get(score.id());
        if (stored.isPresent() && !isOwn(stored.get().evaluation().origin().resourceId())) {
            throw Refusals.scoreExists(List.of(score.id()));
        }
    }

    /** @throws AlreadyExistsException {@code message-exists} when a stored message is in a thread of another resource */
    void requireMessagesFree(List<Message> messages) {
        for (Message stored :
                storage.memory().getMessages(messages.stream().map(Message::id).toList())) {
            boolean own = stored.threadId().equals(messages.get(0).threadId())
                    || storage.memory()
                            .forResource(resourceId)
                            .getThread(stored.threadId())
                            .isPresent();
            if (!own) {
                throw Refusals.messageExists(stored.id());
            }
        }
    }

    /** @throws AlreadyExistsException {@code span-exists} when a stored span is in a trace of another resource */
    void requireSpansFree(List<Span> spans) {
        Set<SpanIdentity> given = spans.stream()
                .map(span -> new SpanIdentity(span.traceId(), span.spanId()))
                .collect(Collectors.toSet());
        for (String traceId : spans.stream().map(Span::traceId).distinct().toList()) {
            List<Span> stored = storage.observability()
                    .getTrace(traceId)
                    .map(trace -> trace.spans())
                    .orElse(List.of());
            boolean own = stored.stream()
                    .anyMatch(span -> span.isRoot() && isOwn(span.correlation().resourceId()));
            List<SpanIdentity> taken = stored.stream()
                    .filter(span -> !own && !isOwn(span.correlation().resourceId()))
                    .map(span -> new SpanIdentity(span.traceId(), span.spanId()))
                    .filter(given::contains)
                    .toList();
            if (!taken.isEmpty()) {
                throw Refusals.spanExists(taken);
            }
        }
    }

    private boolean isOwn(Optional<String> owner) {
        return owner.filter(resourceId::equals).isPresent();
    }
}
