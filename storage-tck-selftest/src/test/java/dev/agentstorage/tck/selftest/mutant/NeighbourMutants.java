package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.ForwardingMessageBackend;
import dev.agentstorage.spi.support.ForwardingThreadBackend;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Backends that are right until foreign rows are between their own ones, or until two conditions meet. */
final class NeighbourMutants {
    private NeighbourMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofMessages("limits-messages-before-the-resource", "MEM-62", LimitsFirst::new),
                Mutant.ofThreads("counts-archived-threads-of-a-resource", "MEM-22", CountsArchived::new),
                Mutant.ofMessages("counts-a-thread-beyond-its-range", "MEM-50", CountsBeyond::new),
                Mutant.ofThreads("forgets-the-version-after-a-move", "MEM-14", ForgetsVersion::new));
    }

    /** Takes the window of the messages of all resources, and leaves the foreign ones out of it then. */
    private static final class LimitsFirst extends ForwardingMessageBackend {
        LimitsFirst(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> list(MessageQuery query, Window window) {
            if (query.threadIds().isEmpty()) {
                return delegate().list(query, window);
            }
            return delegate().list(query.toBuilder().clearResourceId().build(), window).stream()
                    .filter(query.matcher())
                    .toList();
        }
    }

    /** Drops one of two filters when it counts. */
    private static final class CountsArchived extends ForwardingThreadBackend {
        CountsArchived(ThreadBackend real) {
            super(real);
        }

        @Override
        public long count(ThreadQuery query) {
            return query.metadata().isPresent() && query.archived().isPresent()
                    ? delegate().count(query.toBuilder().clearArchived().build())
                    : delegate().count(query);
        }
    }

    /** Drops the range when it counts the messages of several threads. */
    private static final class CountsBeyond extends ForwardingMessageBackend {
        CountsBeyond(MessageBackend real) {
            super(real);
        }

        @Override
        public long count(MessageQuery query) {
            boolean several = query.threadIds().filter(ids -> ids.size() > 1).isPresent();
            return several
                    ? delegate().count(query.toBuilder().range(TimeRange.ALL).build())
                    : delegate().count(query);
        }
    }

    /** Takes a move for the change that was expected. */
    private static final class ForgetsVersion extends ForwardingThreadBackend {
        private static final Set<String> MOVED = ConcurrentHashMap.newKeySet();

        ForgetsVersion(ThreadBackend real) {
            super(real);
        }

        @Override
        public BulkStep move(String id, String resourceId, Instant now, int limit) {
            MOVED.add(id);
            return delegate().move(id, resourceId, now, limit);
        }

        @Override
        public ConversationThread update(
                Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
            return delegate().update(scope, id, patch, MOVED.contains(id) ? Optional.empty() : expected, now);
        }
    }
}
