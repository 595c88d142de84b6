package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.AgentBackend;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Window;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a backend may get wrong with positions that it never gave. */
final class PagingMutants {
    private PagingMutants() {}

    static List<Mutant> all() {
        return List.of(
                memory("asks-for-the-row-of-the-cursor", AsksForTheRow::new),
                memory("forgets-the-resource-behind-a-cursor", ForgetsTheResource::new),
                new Mutant(
                        "takes-the-cursor-for-a-stored-number", "PAGE-10", backend -> new ForwardingBackend(backend) {
                            @Override
                            public Optional<AgentBackend> agents() {
                                return super.agents().map(TakesTheNumber::new);
                            }
                        }));
    }

    private static Mutant memory(String name, UnaryOperator<MemoryBackend> defect) {
        return new Mutant(name, "PAGE-10", backend -> new ForwardingBackend(backend) {
            @Override
            public Optional<MemoryBackend> memory() {
                return super.memory().map(defect);
            }
        });
    }

    private static final class AsksForTheRow extends ForwardingMemoryBackend {
        AsksForTheRow(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<ConversationThread> listThreads(ThreadQuery query, Window window) {
            if (window.after().isPresent()
                    && real.getThread(window.after().get().ids().get(0)).isEmpty()) {
                throw new NotFoundException("thread-not-found", "the thread is missing", Map.of());
            }
            return real.listThreads(query, window);
        }
    }

    /** Gives what a view must not show, but only where no walk of the view comes: behind a place that others' messages have. */
    private static final class ForgetsTheResource extends ForwardingMemoryBackend {
        ForgetsTheResource(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> listMessages(MessageQuery query, Window window) {
            boolean own = window.after()
                    .flatMap(after -> real.getMessages(after.ids()).stream().findFirst())
                    .filter(query::matches)
                    .isPresent();
            MessageQuery asked = window.after().isEmpty() || own
                    ? query
                    : query.toBuilder().clearResourceId().build();
            return real.listMessages(asked, window);
        }
    }

    private static final class TakesTheNumber extends ForwardingAgentBackend {
        TakesTheNumber(AgentBackend real) {
            super(real);
        }

        @Override
        public List<AgentVersion> listVersions(VersionQuery query, Window window) {
            if (query.order() == VersionQuery.Order.NUMBER
                    && window.after().isPresent()
                    && real.getVersion(
                                    query.agentId(), (int) window.after().get().key())
                            .isEmpty()) {
                throw new NotFoundException("agent-version-not-found", "the version is missing", Map.of());
            }
            return real.listVersions(query, window);
        }
    }
}
