package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.ForwardingThreadBackend;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a backend may get wrong in the time of the last message of a thread. */
final class LastMessageMutants {
    private LastMessageMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofThreads("takes-the-beginning-of-a-thread-for-a-message", "MEM-114", TakesBeginnings::new),
                Mutant.ofThreads("forgets-the-messages-of-a-clone", "MEM-114", ForgetsCopies::new),
                Mutant.ofThreads("takes-a-rename-for-a-message", "MEM-115", TakesRenames::new),
                Mutant.ofThreads("gives-back-the-time-that-was-saved", "MEM-115", GivesSavedTime::new),
                Mutant.ofThreads("orders-by-change-instead-of-message", "MEM-116", OrdersByChange::new),
                Mutant.ofThreads("lists-silent-threads-last-in-both-directions", "MEM-116", SilentLast::new),
                Mutant.ofThreads("refresh-moves-updated-at", "MEM-117", RefreshMovesUpdatedAt::new));
    }

    private static final class TakesBeginnings extends ForwardingThreadBackend {
        TakesBeginnings(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread create(ConversationThread thread, List<Message> messages) {
            return delegate()
                    .create(
                            thread.lastMessageAt().isPresent()
                                    ? thread
                                    : thread.toBuilder()
                                            .lastMessageAt(thread.createdAt())
                                            .build(),
                            messages);
        }
    }

    private static final class ForgetsCopies extends ForwardingThreadBackend {
        ForgetsCopies(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread create(ConversationThread thread, List<Message> messages) {
            return delegate()
                    .create(
                            messages.isEmpty()
                                    ? thread
                                    : thread.toBuilder().lastMessageAt(null).build(),
                            messages);
        }
    }

    private static final class TakesRenames extends ForwardingThreadBackend {
        TakesRenames(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread update(
                Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
            ConversationThread changed = delegate().update(scope, id, patch, expected, now);
            return delegate().save(scope, changed.toBuilder().lastMessageAt(now).build(), Optional.empty());
        }
    }

    private static final class GivesSavedTime extends ForwardingThreadBackend {
        GivesSavedTime(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread save(Scope scope, ConversationThread thread, Optional<Version> expected) {
            delegate().save(scope, thread, expected);
            return thread;
        }
    }

    private static final class OrdersByChange extends ForwardingThreadBackend {
        OrdersByChange(ThreadBackend real) {
            super(real);
        }

        @Override
        public List<ConversationThread> list(ThreadQuery query, Window window) {
            return query.order() == ThreadQuery.Order.LAST_MESSAGE_AT
                    ? delegate()
                            .list(
                                    query.toBuilder()
                                            .order(ThreadQuery.Order.UPDATED_AT)
                                            .build(),
                                    window)
                    : delegate().list(query, window);
        }
    }

    private static final class SilentLast extends ForwardingThreadBackend {
        SilentLast(ThreadBackend real) {
            super(real);
        }

        @Override
        public List<ConversationThread> list(ThreadQuery query, Window window) {
            List<ConversationThread> listed = delegate().list(query, window);
            if (query.order() != ThreadQuery.Order.LAST_MESSAGE_AT || query.direction() == Direction.DESC) {
                return listed;
            }
            List<ConversationThread> ordered = new ArrayList<>(listed);
            ordered.removeIf(thread -> thread.lastMessageAt().isEmpty());
            listed.stream().filter(thread -> thread.lastMessageAt().isEmpty()).forEach(ordered::add);
            return ordered;
        }
    }

    private static final class RefreshMovesUpdatedAt extends ForwardingThreadBackend {
        RefreshMovesUpdatedAt(ThreadBackend real) {
            super(real);
        }

        @Override
        public BulkStep refresh(String resourceId, int limit) {
            for (ConversationThread thread : delegate().list(ThreadQuery.ofResource(resourceId), Window.everything())) {
                delegate().update(Scope.ALL, thread.id(), ThreadPatch.EMPTY, Optional.empty(), thread.updatedAt());
            }
            return delegate().refresh(resourceId, limit);
        }
    }
}
