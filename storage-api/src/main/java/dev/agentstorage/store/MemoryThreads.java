package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.CloneResult;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads and changes single threads. */
final class MemoryThreads {
    private final MemoryContext context;
    private final ThreadCloning cloning;

    MemoryThreads(MemoryContext context, ThreadCloning cloning) {
        this.context = context;
        this.cloning = cloning;
    }

    Optional<ConversationThread> get(MemoryCall call, String id) {
        return context.thread(call, call.id("id", id));
    }

    ConversationThread create(MemoryCall call, ConversationThread thread) {
        return create(call, thread, List.of());
    }

    private ConversationThread create(MemoryCall call, ConversationThread thread, List<Message> messages) {
        ConversationThread checked = call.thread(thread);
        try {
            return call.backend().threads().create(checked, messages);
        } catch (AlreadyExistsException e) {
            Optional<ConversationThread> stored = e.stored(ConversationThread.class);
            if (stored.isEmpty() || context.scope().admits(stored.get().resourceId())) {
                throw e;
            }
            // no cause: it would reveal an entity outside the view
            throw Refusals.threadExists(checked.id(), null);
        }
    }

    CloneResult copy(MemoryCall call, CloneRequest request) {
        CloneResult copy = cloning.copy(call, request);
        ConversationThread created = create(call, copy.thread(), copy.messages());
        context.seen(copy.messages());
        return new CloneResult(created, copy.messages(), copy.messageIds());
    }

    /** Stores a thread if the stored one has the expected version; an empty version accepts any. */
    ConversationThread save(MemoryCall call, ConversationThread thread, Optional<Version> expected) {
        ConversationThread checked = call.thread(thread);
        return call.backend().threads().save(context.scope(), checked, expected);
    }

    /** Changes a thread if it has the expected version; an empty version accepts any. */
    ConversationThread update(MemoryCall call, String id, ThreadPatch patch, Optional<Version> expected) {
        call.id("id", id);
        ThreadPatch checked = call.patch(patch);
        return call.backend().threads().update(context.scope(), id, checked, expected, call.now());
    }

    ConversationThread move(MemoryCall call, String id, String resourceId) {
        call.id("id", id);
        call.ownResource("resourceId", resourceId);
        if (context.scope().resourceId().isEmpty()) {
            Instant now = call.now();
            int limit = call.limits().atomicRows();
            Bulk.run(() -> call.backend().threads().move(id, resourceId, now, limit), BulkListener.NONE);
        }
        // in a view the thread already has this resource, or is not visible
        return context.thread(call, id).orElseThrow(() -> Refusals.threadNotFound(id));
    }

    boolean delete(MemoryCall call, String id, BulkListener listener) {
        call.id("id", id);
        notNull("listener", listener);
        int limit = call.limits().atomicRows();
        BulkResult removed = Bulk.run(() -> call.backend().threads().delete(context.scope(), id, limit), listener);
        return removed.affected() > 0;
    }

    BulkResult refresh(MemoryCall call, String resourceId) {
        call.ownResource("resourceId", resourceId);
        int limit = call.limits().atomicRows();
        return Bulk.run(() -> call.backend().threads().refresh(resourceId, limit), BulkListener.NONE);
    }
}
