package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.instant;
import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Position;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operations of {@link MemoryStore} on threads. */
final class ThreadOperations {
    private static final int PER_PAGE = 100;

    private final MemoryContext context;

    ThreadOperations(MemoryContext context) {
        this.context = context;
    }

    Optional<ConversationThread> get(String id) {
        context.id("id", id);
        return context.backend().getThread(id).filter(thread -> context.scope().admits(thread.resourceId()));
    }

    ConversationThread create(ConversationThread thread, List<Message> messages) {
        ConversationThread checked = checked(thread);
        try {
            return context.backend().createThread(checked, messages);
        } catch (AlreadyExistsException e) {
            Optional<ConversationThread> stored = e.stored(ConversationThread.class);
            if (stored.isEmpty() || context.scope().admits(stored.get().resourceId())) {
                throw e;
            }
            // not as a cause: that would show what the view must not see
            throw new AlreadyExistsException(
                    "thread-exists", "a thread with this id exists", Map.of("threadId", checked.id()), null);
        }
    }

    ConversationThread save(ConversationThread thread, Optional<Version> expected) {
        ConversationThread checked = checked(thread);
        return context.backend().saveThread(context.scope(), checked, expected);
    }

    ConversationThread update(String id, ThreadPatch patch, Optional<Version> expected) {
        context.id("id", id);
        notNull("patch", patch);
        ThreadPatch checked = new ThreadPatch(
                patch.title().map(this::title),
                patch.metadata().map(this::metadataPatch),
                patch.archivedAt().map(since -> instant("archivedAt", since)));
        return context.backend().updateThread(context.scope(), id, checked, expected, context.now());
    }

    ConversationThread move(String id, String resourceId) {
        context.id("id", id);
        context.ownResource("resourceId", resourceId);
        if (context.scope().resourceId().isEmpty()) {
            Instant now = context.now();
            int limit = context.limits().atomicRows();
            Bulk.run(() -> context.backend().moveThread(id, resourceId, now, limit), BulkListener.NONE);
        }
        // in a view the thread is there already, or is not to be seen
        return context.backend()
                .getThread(id)
                .filter(thread -> context.scope().admits(thread.resourceId()))
                .orElseThrow(() ->
                        new NotFoundException("thread-not-found", "the thread is missing", Map.of("threadId", id)));
    }

    boolean delete(String id, BulkListener listener) {
        context.id("id", id);
        notNull("listener", listener);
        int limit = context.limits().atomicRows();
        BulkResult removed = Bulk.run(() -> context.backend().deleteThread(context.scope(), id, limit), listener);
        return removed.affected() > 0;
    }

    Listing<ConversationThread> list(ThreadQuery query) {
        notNull("query", query);
        Optional<String> resourceId = context.id("resourceId", query.resourceId());
        Optional<Json> metadata = Inputs.filter("metadata", query.metadata());
        boolean reachable = context.reaches(resourceId);
        ThreadQuery checked = new ThreadQuery(
                resourceId.or(() -> context.scope().resourceId()),
                metadata,
                query.archived(),
                query.order(),
                query.direction());
        Cursors cursors = new Cursors(
                Cursors.Key.INSTANT,
                1,
                "threads",
                checked.resourceId(),
                checked.metadata(),
                checked.archived(),
                checked.order(),
                checked.direction());
        return new Listing<>(
                cursors,
                PER_PAGE,
                context::backend,
                window -> {
                    MemoryBackend backend = context.backend();
                    return reachable ? backend.listThreads(checked, window) : List.of();
                },
                () -> {
                    MemoryBackend backend = context.backend();
                    return reachable ? backend.countThreads(checked) : 0;
                },
                thread -> Position.of(
                        checked.order() == ThreadQuery.Order.CREATED_AT ? thread.createdAt() : thread.updatedAt(),
                        thread.id()));
    }

    private ConversationThread checked(ConversationThread thread) {
        notNull("thread", thread);
        return new ConversationThread(
                context.id("id", thread.id()),
                context.ownResource("resourceId", thread.resourceId()),
                title(thread.title()),
                metadata(thread.metadata()),
                instant("createdAt", thread.createdAt()),
                instant("updatedAt", thread.updatedAt()),
                instant("archivedAt", thread.archivedAt()));
    }

    private String title(String title) {
        Inputs.text("title", title);
        Inputs.size("title", Utf8.length(title), context.limits().valueBytes(), Inputs.VALUE_HINT);
        return title;
    }

    private Json metadata(Json metadata) {
        return fitting(Inputs.metadata("metadata", metadata));
    }

    private Json metadataPatch(Json patch) {
        return fitting(Inputs.object("metadata", patch));
    }

    private Json fitting(Json metadata) {
        Inputs.size("metadata", metadata.sizeInBytes(), context.limits().valueBytes(), Inputs.VALUE_HINT);
        return metadata;
    }
}
