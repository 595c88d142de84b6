package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.spi.AgentVersionBackend;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.support.ForwardingAgentVersionBackend;
import dev.agentstorage.spi.support.ForwardingMessageBackend;
import dev.agentstorage.spi.support.ForwardingThreadBackend;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a backend may get wrong in the order of its errors. */
final class ErrorOrderMutants {
    private ErrorOrderMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofThreads("compares-versions-before-owners", "CORE-26", VersionBeforeOwner::new),
                Mutant.ofMessages("compares-versions-before-threads", "CORE-26", VersionBeforeThread::new),
                Mutant.ofMessages("looks-for-messages-before-threads", "CORE-26", MessageBeforeThread::new),
                Mutant.ofAgentVersions("looks-for-versions-before-agents", "CORE-26", VersionBeforeAgent::new));
    }

    private static final class VersionBeforeOwner extends ForwardingThreadBackend {
        VersionBeforeOwner(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread save(Scope scope, ConversationThread thread, Optional<Version> expected) {
            delegate().get(thread.id()).map(ConversationThread::version).ifPresent(stored -> {
                if (expected.isPresent() && !expected.get().equals(stored)) {
                    throw Refusals.threadVersionConflict(thread.id(), null);
                }
            });
            return delegate().save(scope, thread, expected);
        }
    }

    private static final class VersionBeforeThread extends ForwardingMessageBackend {
        VersionBeforeThread(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> update(Scope scope, List<MessagePatch> patches, Instant now) {
            for (MessagePatch patch : patches) {
                for (Message stored : delegate().get(List.of(patch.id()))) {
                    if (patch.expected().filter(stored.version()::equals).isEmpty()
                            && patch.expected().isPresent()) {
                        throw Refusals.messageVersionConflict(patch.id(), stored);
                    }
                }
            }
            return delegate().update(scope, patches, now);
        }
    }

    private static final class MessageBeforeThread extends ForwardingMessageBackend {
        MessageBeforeThread(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> save(Scope scope, List<NewMessage> messages, Instant now) {
            try {
                return delegate().save(scope, messages, now);
            } catch (NotFoundException e) {
                for (Message stored :
                        delegate().get(messages.stream().map(NewMessage::id).toList())) {
                    if (!scope.admits(stored.resourceId())) {
                        throw Refusals.messageExists(stored.id());
                    }
                }
                throw e;
            }
        }
    }

    private static final class VersionBeforeAgent extends ForwardingAgentVersionBackend {
        VersionBeforeAgent(AgentVersionBackend real) {
            super(real);
        }

        @Override
        public AgentVersion create(NewAgentVersion version) {
            delegate().get(version.id()).ifPresent(stored -> {
                throw Refusals.agentVersionExists(stored);
            });
            return delegate().create(version);
        }
    }
}
