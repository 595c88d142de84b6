package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.support.ForwardingMessageBackend;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** What a backend may get wrong in the marks of indexes. */
final class MessageMarkMutants {
    private MessageMarkMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofMessages("keeps-the-marks-of-a-changed-message", "MEM-118", KeepsMarks::new),
                Mutant.ofMessages("gives-more-pending-messages-than-asked-for", "MEM-118", GivesMore::new),
                Mutant.ofMessages("marks-whatever-the-version", "MEM-119", MarksAnyVersion::new),
                Mutant.ofMessages("shares-the-marks-of-all-indexes", "MEM-119", SharesMarks::new),
                Mutant.ofMessages("marks-foreign-messages", "MEM-120", MarksForeign::new));
    }

    private static final class KeepsMarks extends ForwardingMessageBackend {
        /** Of all instances: each call makes its own. */
        private static final AtomicReference<String> LAST = new AtomicReference<>("");

        KeepsMarks(MessageBackend real) {
            super(real);
        }

        @Override
        public Collection<String> markIndexed(Scope scope, String index, Map<String, Version> versions) {
            LAST.set(index);
            return delegate().markIndexed(scope, index, versions);
        }

        @Override
        public List<Message> update(Scope scope, List<MessagePatch> patches, Instant now) {
            List<Message> changed = delegate().update(scope, patches, now);
            if (!LAST.get().isEmpty() && !changed.isEmpty()) {
                Map<String, Version> versions = new HashMap<>();
                changed.forEach(message -> versions.put(message.id(), message.version()));
                delegate().markIndexed(scope, LAST.get(), versions);
            }
            return changed;
        }
    }

    private static final class GivesMore extends ForwardingMessageBackend {
        GivesMore(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> pending(Scope scope, String index, int limit) {
            return delegate().pending(scope, index, limit + 1);
        }
    }

    private static final class MarksAnyVersion extends ForwardingMessageBackend {
        MarksAnyVersion(MessageBackend real) {
            super(real);
        }

        @Override
        public Collection<String> markIndexed(Scope scope, String index, Map<String, Version> versions) {
            Map<String, Version> present = new HashMap<>();
            delegate().get(versions.keySet()).forEach(message -> present.put(message.id(), message.version()));
            return delegate().markIndexed(scope, index, present);
        }
    }

    private static final class SharesMarks extends ForwardingMessageBackend {
        SharesMarks(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> pending(Scope scope, String index, int limit) {
            return delegate().pending(scope, "all", limit);
        }

        @Override
        public Collection<String> markIndexed(Scope scope, String index, Map<String, Version> versions) {
            return delegate().markIndexed(scope, "all", versions);
        }
    }

    private static final class MarksForeign extends ForwardingMessageBackend {
        MarksForeign(MessageBackend real) {
            super(real);
        }

        @Override
        public Collection<String> markIndexed(Scope scope, String index, Map<String, Version> versions) {
            return delegate().markIndexed(Scope.ALL, index, versions);
        }
    }
}
