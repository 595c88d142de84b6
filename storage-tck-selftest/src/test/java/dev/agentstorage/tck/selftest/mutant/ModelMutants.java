package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.support.ForwardingMessageBackend;
import dev.agentstorage.spi.support.ForwardingObservabilityBackend;
import dev.agentstorage.spi.support.ForwardingThreadBackend;
import dev.agentstorage.value.Change;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a backend may get wrong when two things meet of which the rules look at one at a time. */
final class ModelMutants {
    private ModelMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofThreads("forgets-the-archive-of-a-moved-thread", "CORE-27", ForgetsTheArchive::new),
                Mutant.ofMessages(
                        "forgets-the-role-of-a-message-that-changes-thread-and-type", "CORE-27", ForgetsTheRole::new),
                Mutant.ofObservability("keeps-the-end-of-a-span-that-gets-an-error", "CORE-27", KeepsTheEnd::new));
    }

    private static final class ForgetsTheArchive extends ForwardingThreadBackend {
        ForgetsTheArchive(ThreadBackend real) {
            super(real);
        }

        @Override
        public BulkStep move(String id, String resourceId, Instant now, int limit) {
            boolean archived =
                    delegate().get(id).flatMap(ConversationThread::archivedAt).isPresent();
            BulkStep step = delegate().move(id, resourceId, now, limit);
            if (archived) {
                ConversationThread moved = delegate().get(id).orElseThrow();
                delegate().save(Scope.ALL, moved.toBuilder().archivedAt(null).build(), Optional.empty());
            }
            return step;
        }
    }

    private static final class ForgetsTheRole extends ForwardingMessageBackend {
        ForgetsTheRole(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> update(Scope scope, List<MessagePatch> patches, Instant now) {
            List<MessagePatch> wrong = patches.stream()
                    .map(patch -> patch.threadId().isPresent() && patch.role().isPresent()
                            ? new MessagePatch(
                                    patch.id(),
                                    patch.threadId(),
                                    patch.resourceId(),
                                    Optional.empty(),
                                    patch.type(),
                                    patch.content(),
                                    patch.expected())
                            : patch)
                    .toList();
            return delegate().update(scope, wrong, now);
        }
    }

    private static final class KeepsTheEnd extends ForwardingObservabilityBackend {
        KeepsTheEnd(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public Optional<Span> updateSpan(SpanPatch patch, Instant now) {
            return delegate().updateSpan(wrong(patch), now);
        }

        @Override
        public List<Span> updateSpans(List<SpanPatch> patches, Instant now) {
            return delegate()
                    .updateSpans(patches.stream().map(KeepsTheEnd::wrong).toList(), now);
        }

        private static SpanPatch wrong(SpanPatch patch) {
            return patch.error().touched() && patch.endedAt().touched()
                    ? patch.toBuilder().endedAt(Change.keep()).build()
                    : patch;
        }
    }
}
