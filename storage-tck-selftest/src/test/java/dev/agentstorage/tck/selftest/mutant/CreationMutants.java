package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.MessageRange;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.ForwardingMessageBackend;
import dev.agentstorage.spi.support.ForwardingResourceBackend;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Direction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** What a backend may get wrong in messages and resources that must be new, in appends to an expected end, and in places. */
final class CreationMutants {
    private CreationMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofMessages("returns-created-messages-as-given", "MEM-90", ReturnsAsGiven::new),
                Mutant.ofMessages("replaces-messages-that-must-be-new", "MEM-91", Replaces::new),
                Mutant.ofMessages("looks-before-it-creates-messages", "MEM-92", LooksFirst::new),
                Mutant.ofResources("replaces-resources-that-must-be-new", "MEM-93", ReplacesResource::new),
                Mutant.ofResources("looks-before-it-creates-resources", "MEM-93", LooksForResourceFirst::new),
                Mutant.ofMessages("appends-for-every-view", "MEM-94", AppendsForAll::new),
                Mutant.ofMessages("compares-only-the-time-of-the-end", "MEM-95", ComparesTime::new),
                Mutant.ofMessages("looks-before-it-appends", "MEM-96", LooksBeforeAppend::new),
                Mutant.ofMessages("takes-stored-ids-for-a-repeated-append", "MEM-97", TrustsIds::new),
                Mutant.ofMessages("gives-appended-messages-its-own-times", "MEM-98", OwnTimes::new),
                Mutant.ofMessages("takes-every-bound-as-inclusive", "MEM-99", Inclusive::new),
                Mutant.ofMessages("takes-back-the-place-too", "MEM-100", TakesPlace::new),
                Mutant.ofMessages("takes-back-from-the-beginning", "MEM-101", OldestFirst::new));
    }

    private static final class ReturnsAsGiven extends ForwardingMessageBackend {
        ReturnsAsGiven(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> create(Scope scope, List<NewMessage> messages, Instant now) {
            List<Message> created = delegate().create(scope, messages, now);
            return messages.stream()
                    .flatMap(given ->
                            created.stream().filter(message -> message.id().equals(given.id())))
                    .toList();
        }
    }

    private static final class Replaces extends ForwardingMessageBackend {
        Replaces(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> create(Scope scope, List<NewMessage> messages, Instant now) {
            return delegate().save(scope, messages, now);
        }
    }

    private static final class LooksFirst extends ForwardingMessageBackend {
        LooksFirst(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> create(Scope scope, List<NewMessage> messages, Instant now) {
            boolean free = delegate()
                    .get(messages.stream().map(NewMessage::id).toList())
                    .isEmpty();
            LockSupport.parkNanos(2_000_000);
            return free ? delegate().save(scope, messages, now) : delegate().create(scope, messages, now);
        }
    }

    private static final class ReplacesResource extends ForwardingResourceBackend {
        ReplacesResource(ResourceBackend real) {
            super(real);
        }

        @Override
        public Resource create(Resource resource) {
            return delegate().save(resource, Optional.empty());
        }
    }

    private static final class LooksForResourceFirst extends ForwardingResourceBackend {
        LooksForResourceFirst(ResourceBackend real) {
            super(real);
        }

        @Override
        public Resource create(Resource resource) {
            boolean free = delegate().get(resource.id()).isEmpty();
            LockSupport.parkNanos(2_000_000);
            return free
                    ? delegate().save(resource, Optional.empty())
                    : delegate().create(resource);
        }
    }

    private static final class AppendsForAll extends ForwardingMessageBackend {
        AppendsForAll(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> appendAfter(
                Scope scope,
                String threadId,
                Optional<MessagePosition> expected,
                List<NewMessage> messages,
                Instant now) {
            return delegate().appendAfter(Scope.ALL, threadId, expected, messages, now);
        }
    }

    private static Optional<Message> last(MessageBackend backend, String threadId) {
        MessageQuery newestFirst = MessageQuery.ofThread(threadId).toBuilder()
                .direction(Direction.DESC)
                .build();
        return backend.list(newestFirst, Window.offset(0, 1)).stream().findFirst();
    }

    private static final class ComparesTime extends ForwardingMessageBackend {
        ComparesTime(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> appendAfter(
                Scope scope,
                String threadId,
                Optional<MessagePosition> expected,
                List<NewMessage> messages,
                Instant now) {
            Optional<MessagePosition> end =
                    CreationMutants.last(delegate(), threadId).map(Message::position);
            boolean same = end.map(MessagePosition::createdAt).equals(expected.map(MessagePosition::createdAt));
            return delegate().appendAfter(scope, threadId, same ? end : expected, messages, now);
        }
    }

    private static final class LooksBeforeAppend extends ForwardingMessageBackend {
        LooksBeforeAppend(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> appendAfter(
                Scope scope,
                String threadId,
                Optional<MessagePosition> expected,
                List<NewMessage> messages,
                Instant now) {
            Optional<Message> end = CreationMutants.last(delegate(), threadId);
            LockSupport.parkNanos(2_000_000);
            if (!end.map(Message::position).equals(expected)) {
                throw Refusals.notAtEnd(threadId, end.orElse(null));
            }
            return delegate().create(scope, messages, now);
        }
    }

    private static final class TrustsIds extends ForwardingMessageBackend {
        TrustsIds(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> appendAfter(
                Scope scope,
                String threadId,
                Optional<MessagePosition> expected,
                List<NewMessage> messages,
                Instant now) {
            List<Message> stored =
                    delegate().get(messages.stream().map(NewMessage::id).toList());
            return stored.size() == messages.size()
                    ? stored
                    : delegate().appendAfter(scope, threadId, expected, messages, now);
        }
    }

    private static final class OwnTimes extends ForwardingMessageBackend {
        OwnTimes(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> appendAfter(
                Scope scope,
                String threadId,
                Optional<MessagePosition> expected,
                List<NewMessage> messages,
                Instant now) {
            List<NewMessage> timed = messages.stream()
                    .map(message -> message.toBuilder().createdAt(now).build())
                    .toList();
            return delegate().appendAfter(scope, threadId, expected, timed, now);
        }
    }

    private static MessageQuery inclusive(MessageQuery query) {
        MessageRange positions = query.positions();
        return query.toBuilder()
                .positions(new MessageRange(positions.start(), false, positions.end(), false))
                .build();
    }

    private static final class Inclusive extends ForwardingMessageBackend {
        Inclusive(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> list(MessageQuery query, Window window) {
            return delegate().list(inclusive(query), window);
        }
    }

    private static final class TakesPlace extends ForwardingMessageBackend {
        TakesPlace(MessageBackend real) {
            super(real);
        }

        @Override
        public BulkStep delete(MessageQuery query, Optional<Instant> now, int limit) {
            return delegate().delete(inclusive(query), now, limit);
        }
    }

    private static final class OldestFirst extends ForwardingMessageBackend {
        OldestFirst(MessageBackend real) {
            super(real);
        }

        @Override
        public BulkStep delete(MessageQuery query, Optional<Instant> now, int limit) {
            MessageQuery ascending = query.toBuilder().direction(Direction.ASC).build();
            return delegate().delete(ascending, now, limit);
        }
    }
}
