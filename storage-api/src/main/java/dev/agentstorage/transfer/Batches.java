package dev.agentstorage.transfer;

import dev.agentstorage.Storage;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.observability.Span;
import dev.agentstorage.score.Score;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.workflow.WorkflowRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Stores entities in order, messages and spans in batches. */
final class Batches {
    private static final int MOST_ROWS = 500;
    private static final long MOST_BYTES = 4 << 20;

    private final Storage storage;
    private final Optional<Ownership> owner;
    private final BulkListener listener;
    private final List<Message> messages = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();
    private @Nullable ConversationThread thread;
    private LineOrder order = new LineOrder();
    private boolean threadHasMessages;
    private long bytes;
    private long firstLine;
    private long lastLine;
    private long stored;

    Batches(Storage storage, Optional<Ownership> owner, BulkListener listener) {
        this.storage = storage;
        this.owner = owner;
        this.listener = listener;
    }

    long stored() {
        return stored;
    }

    void add(long line, Kind kind, Record entity) throws RecordCodec.Malformed {
        if (owner.isPresent()) {
            owner.get().requireOwn(entity);
        }
        if (kind != Kind.MESSAGE) {
            endThread();
        }
        if (kind != Kind.SPAN) {
            flushSpans();
        }
        if (messages.isEmpty() && spans.isEmpty()) {
            firstLine = line;
        }
        if (entity instanceof Message message) {
            message(message);
        } else if (entity instanceof Span span) {
            spans.add(span);
            bytes += span.input().map(json -> json.sizeInBytes()).orElse(0L)
                    + span.output().map(json -> json.sizeInBytes()).orElse(0L)
                    + span.metadata().sizeInBytes();
        } else {
            lastLine = line;
            one(entity);
        }
        lastLine = line;
        if (messages.size() + spans.size() >= MOST_ROWS || bytes >= MOST_BYTES) {
            flushMessages();
            flushSpans();
        }
    }

    void finish() {
        endThread();
        flushSpans();
        listener.progress(stored);
    }

    private void message(Message message) throws RecordCodec.Malformed {
        if (thread == null || !thread.id().equals(message.threadId())) {
            throw new RecordCodec.Malformed("a message must follow its thread, before the next one", null);
        }
        messages.add(order.place(message));
        bytes += message.content().sizeInBytes();
    }

    private void one(Record entity) {
        stored(1, () -> {
            if (entity instanceof Resource resource) {
                storage.memory().saveResource(resource);
            } else if (entity instanceof ConversationThread begun) {
                owner.ifPresentOrElse(
                        own -> own.save(begun), () -> storage.memory().saveThread(begun));
                thread = begun;
                order = new LineOrder();
            } else if (entity instanceof WorkflowRun run) {
                owner.ifPresent(own -> own.requireFree(run));
                storage.workflows().save(run.toNew());
            } else if (entity instanceof Score score) {
                owner.ifPresent(own -> own.requireFree(score));
                storage.scores().save(score.toNew());
            } else if (entity instanceof AgentDefinition agent) {
                storage.agents().save(agent);
            } else {
                version((AgentVersion) entity);
            }
        });
    }

    private void version(AgentVersion version) {
        try {
            storage.agents()
                    .createVersion(new NewAgentVersion(
                            version.id(),
                            version.agentId(),
                            OptionalInt.of(version.number()),
                            version.config(),
                            version.changedFields(),
                            version.changeMessage(),
                            Optional.of(version.createdAt())));
        } catch (AlreadyExistsException e) {
            if (!e.stored(AgentVersion.class).equals(Optional.of(version))) {
                throw e;
            }
        }
    }

    private void flushMessages() {
        if (!messages.isEmpty()) {
            threadHasMessages = true;
            stored(messages.size(), () -> {
                owner.ifPresent(own -> own.requireMessagesFree(messages));
                storage.memory().importStoredMessages(messages);
            });
            messages.clear();
            bytes = 0;
        }
    }

    private void flushSpans() {
        if (!spans.isEmpty()) {
            stored(spans.size(), () -> {
                owner.ifPresent(own -> own.requireSpansFree(spans));
                storage.observability().importSpans(spans);
            });
            spans.clear();
            bytes = 0;
        }
    }

    private void endThread() {
        flushMessages();
        ConversationThread ended = thread;
        if (ended != null && threadHasMessages) {
            // saving its messages has changed its updatedAt
            stored(0, () -> storage.memory().saveThread(ended));
        }
        thread = null;
        threadHasMessages = false;
    }

    private void stored(int entities, Runnable work) {
        try {
            work.run();
        } catch (UnavailableException | OutcomeUnknownException e) {
            throw e;
        } catch (StorageException e) {
            throw new InvalidRequestException(
                    "transfer-refused",
                    "the storage refused entities of the export",
                    Details.of("firstLine", firstLine, "line", lastLine, "reason", e.code(), "stored", stored),
                    e);
        }
        stored += entities;
        if (entities > 1 || stored % MOST_ROWS == 0) {
            listener.progress(stored);
        }
    }
}
