package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.AgentVersionBackend;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.ForwardingAgentVersionBackend;
import dev.agentstorage.spi.support.ForwardingMessageBackend;
import dev.agentstorage.spi.support.ForwardingThreadBackend;
import java.util.List;
import java.util.Map;

/** What a backend may get wrong with positions that it never gave. */
final class PagingMutants {
    private PagingMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofThreads("asks-for-the-row-of-the-cursor", "PAGE-10", AsksForTheRow::new),
                Mutant.ofMessages("forgets-the-resource-behind-a-cursor", "PAGE-10", ForgetsTheResource::new),
                Mutant.ofAgentVersions("takes-the-cursor-for-a-stored-number", "PAGE-10", TakesTheNumber::new));
    }

    private static final class AsksForTheRow extends ForwardingThreadBackend {
        AsksForTheRow(ThreadBackend real) {
            super(real);
        }

        @Override
        public List<ConversationThread> list(ThreadQuery query, Window window) {
            if (window.after().isPresent()
                    && delegate().get(window.after().get().ids().get(0)).isEmpty()) {
                throw new NotFoundException("thread-not-found", "the thread is missing", Map.of());
            }
            return delegate().list(query, window);
        }
    }

    /** Gives what a view must not show, but only where no walk of the view comes: behind a place that others' messages have. */
    private static final class ForgetsTheResource extends ForwardingMessageBackend {
        ForgetsTheResource(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> list(MessageQuery query, Window window) {
            boolean own = window.after()
                    .flatMap(after -> delegate().get(after.ids()).stream().findFirst())
                    .filter(query::matches)
                    .isPresent();
            MessageQuery asked = window.after().isEmpty() || own
                    ? query
                    : query.toBuilder().clearResourceId().build();
            return delegate().list(asked, window);
        }
    }

    private static final class TakesTheNumber extends ForwardingAgentVersionBackend {
        TakesTheNumber(AgentVersionBackend real) {
            super(real);
        }

        @Override
        public List<AgentVersion> list(VersionQuery query, Window window) {
            if (query.order() == VersionQuery.Order.NUMBER
                    && window.after().isPresent()
                    && delegate()
                            .get(query.agentId(), (int) window.after().get().key())
                            .isEmpty()) {
                throw new NotFoundException("agent-version-not-found", "the version is missing", Map.of());
            }
            return delegate().list(query, window);
        }
    }
}
