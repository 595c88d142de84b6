package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageHead;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.Role;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.support.ForwardingMessageBackend;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a backend may get wrong in the overviews of threads. */
final class OverviewMutants {
    private OverviewMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofMessages("gives-one-last-message-for-all-threads", "MEM-110", GivesOneForAll::new),
                Mutant.ofMessages("gives-heads-of-the-usual-role", "MEM-111", GivesUsualHeads::new),
                Mutant.ofMessages("counts-the-message-at-the-place", "MEM-112", CountsThePlace::new),
                Mutant.ofMessages("counts-by-the-time-alone", "MEM-112", CountsByTime::new),
                Mutant.ofMessages("counts-over-the-limit", "MEM-112", CountsOverTheLimit::new),
                Mutant.ofMessages("gives-foreign-last-messages", "MEM-113", GivesForeign::new),
                Mutant.ofMessages("counts-foreign-messages", "MEM-113", CountsForeign::new));
    }

    private static final class GivesOneForAll extends ForwardingMessageBackend {
        GivesOneForAll(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> last(Scope scope, Collection<String> threadIds) {
            return delegate().last(scope, threadIds).stream()
                    .sorted(Message.ORDER.reversed())
                    .limit(1)
                    .toList();
        }
    }

    private static final class GivesUsualHeads extends ForwardingMessageBackend {
        GivesUsualHeads(MessageBackend real) {
            super(real);
        }

        @Override
        public List<MessageHead> lastHeads(Scope scope, Collection<String> threadIds) {
            return delegate().lastHeads(scope, threadIds).stream()
                    .map(head -> head.toBuilder().role(Role.USER).build())
                    .toList();
        }
    }

    private static final class CountsThePlace extends ForwardingMessageBackend {
        CountsThePlace(MessageBackend real) {
            super(real);
        }

        @Override
        public Map<String, Integer> countAfter(Scope scope, Map<String, Optional<MessagePosition>> after, int atMost) {
            return delegate().countAfter(scope, moved(after, CountsThePlace::before), atMost);
        }

        private static MessagePosition before(MessagePosition place) {
            return new MessagePosition(place.createdAt().minus(1, ChronoUnit.MICROS), "\uDBFF\uDFFF");
        }
    }

    private static final class CountsByTime extends ForwardingMessageBackend {
        CountsByTime(MessageBackend real) {
            super(real);
        }

        @Override
        public Map<String, Integer> countAfter(Scope scope, Map<String, Optional<MessagePosition>> after, int atMost) {
            return delegate()
                    .countAfter(
                            scope,
                            moved(after, place -> new MessagePosition(place.createdAt(), "\uDBFF\uDFFF")),
                            atMost);
        }
    }

    private static Map<String, Optional<MessagePosition>> moved(
            Map<String, Optional<MessagePosition>> after, UnaryOperator<MessagePosition> move) {
        Map<String, Optional<MessagePosition>> moved = new HashMap<>();
        after.forEach((thread, place) -> moved.put(thread, place.map(move)));
        return moved;
    }

    private static final class CountsOverTheLimit extends ForwardingMessageBackend {
        CountsOverTheLimit(MessageBackend real) {
            super(real);
        }

        @Override
        public Map<String, Integer> countAfter(Scope scope, Map<String, Optional<MessagePosition>> after, int atMost) {
            return delegate().countAfter(scope, after, atMost + 1);
        }
    }

    private static final class GivesForeign extends ForwardingMessageBackend {
        GivesForeign(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> last(Scope scope, Collection<String> threadIds) {
            return delegate().last(Scope.ALL, threadIds);
        }
    }

    private static final class CountsForeign extends ForwardingMessageBackend {
        CountsForeign(MessageBackend real) {
            super(real);
        }

        @Override
        public Map<String, Integer> countAfter(Scope scope, Map<String, Optional<MessagePosition>> after, int atMost) {
            return delegate().countAfter(Scope.ALL, after, atMost);
        }
    }
}
