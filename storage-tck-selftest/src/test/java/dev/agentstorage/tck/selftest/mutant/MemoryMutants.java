package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What a backend may get wrong in threads, messages and resources. */
final class MemoryMutants {
    private MemoryMutants() {}

    static List<Mutant> all() {
        return List.of(
                mutant("loses-concurrent-updates", "MEM-14", LosesUpdates::new),
                mutant("ignores-expected-versions", "MEM-04", IgnoresVersions::new),
                mutant("refuses-a-title-of-the-limit", "CORE-21", RefusesTheLimit::new),
                mutant("create-overwrites", "MEM-02", CreateOverwrites::new),
                mutant("names-titles-in-errors", "CORE-10", NamesTitles::new),
                mutant("cuts-instants-to-milliseconds", "MEM-05", CutsInstants::new),
                mutant("leaves-messages-of-a-deleted-thread", "MEM-07", LeavesMessages::new),
                mutant("deletes-threads-that-are-missing", "MEM-08", CountsMissingThreads::new),
                mutant("deletes-messages-that-are-missing", "MEM-46", NamesMissingMessages::new),
                mutant("update-creates-messages", "MEM-41", UpdateOfMessagesCreates::new),
                mutant("replaces-metadata", "MEM-10", ReplacesMetadata::new),
                mutant("keeps-metadata-that-is-cleared", "MEM-10", KeepsMetadata::new),
                mutant("leaves-updated-at", "MEM-11", LeavesUpdatedAt::new),
                mutant("ignores-the-time", "MEM-11", IgnoresTime::new),
                mutant("orders-ties-by-utf-16", "MEM-51", OrdersByUtf16::new),
                mutant("orders-ties-always-ascending", "MEM-25", TiesAscending::new),
                mutant("repeats-the-row-of-the-cursor", "MEM-52", RepeatsCursor::new),
                mutant("ignores-the-bound-of-a-window", "PAGE-11", IgnoresBound::new),
                mutant("reads-only-forward", "PAGE-11", ReadsForward::new),
                mutant("saves-batch-row-by-row", "MEM-34", SavesRowByRow::new),
                mutant("replaces-created-at", "MEM-32", ReplacesCreatedAt::new),
                mutant("follows-any-message", "MEM-33", FollowsAnyMessage::new),
                mutant("drops-earlier-messages-of-an-id", "MEM-35", DropsEarlierMessages::new),
                mutant("drops-earlier-patches-of-a-message", "MEM-44", DropsEarlierPatches::new),
                mutant("rewrites-content", "MEM-30", RewritesContent::new),
                mutant("cuts-message-times-to-milliseconds", "MEM-30", CutsMessageTimes::new),
                mutant("stores-messages-of-one-time-as-such", "MEM-39", UndoesSpacing::new),
                mutant("ignores-end-of-range", "MEM-50", IgnoresEndOfRange::new),
                mutant("lists-all-for-no-thread", "CORE-22", ListsAllForNoThread::new),
                mutant("counts-all-for-no-thread", "CORE-22", CountsAllForNoThread::new),
                mutant("deletes-all-for-no-thread", "CORE-22", DeletesAllForNoThread::new),
                mutant("takes-the-resource-of-the-first-thread", "MEM-87", TakesFirstResource::new),
                mutant("does-not-bump-threads", "MEM-36", DoesNotBump::new),
                mutant("takes-over-foreign-threads", "MEM-64", TakesOverThreads::new),
                mutant("takes-over-foreign-messages", "MEM-65", TakesOverMessages::new),
                mutant("includes-foreign-messages", "MEM-62", IncludesForeign::new),
                mutant("clears-memory-that-is-kept", "MEM-72", ClearsWorkingMemory::new),
                mutant("keeps-metadata-of-resources-that-is-cleared", "MEM-72", KeepsMetadataOfResources::new),
                mutant("prunes-the-bound", "MEM-80", PrunesTheBound::new),
                mutant("erases-half", "MEM-82", ErasesHalf::new));
    }

    private static NewMessage at(NewMessage message, Instant time) {
        return message.toBuilder().createdAt(time).build();
    }

    private static Mutant mutant(String name, String rule, UnaryOperator<MemoryBackend> defect) {
        return new Mutant(name, rule, backend -> new ForwardingBackend(backend) {
            @Override
            public Optional<MemoryBackend> memory() {
                return super.memory().map(defect);
            }
        });
    }

    private static final class LosesUpdates extends ForwardingMemoryBackend {
        LosesUpdates(MemoryBackend real) {
            super(real);
        }

        @Override
        public ConversationThread updateThread(
                Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
            ConversationThread changed = real.getThread(id)
                    .filter(stored -> scope.admits(stored.resourceId()))
                    .map(stored -> patch.apply(stored, now))
                    .orElseGet(() -> real.updateThread(scope, id, patch, expected, now));
            LockSupport.parkNanos(200_000);
            return real.saveThread(scope, changed, expected);
        }
    }

    private static final class IgnoresVersions extends ForwardingMemoryBackend {
        IgnoresVersions(MemoryBackend real) {
            super(real);
        }

        @Override
        public ConversationThread saveThread(Scope scope, ConversationThread thread, Optional<Version> expected) {
            return real.saveThread(scope, thread, Optional.empty());
        }
    }

    private static final class NamesTitles extends ForwardingMemoryBackend {
        NamesTitles(MemoryBackend real) {
            super(real);
        }

        @Override
        public ConversationThread createThread(ConversationThread thread, List<Message> messages) {
            try {
                return real.createThread(thread, messages);
            } catch (AlreadyExistsException e) {
                throw new AlreadyExistsException(e.code(), "exists: " + thread.title(), e.details(), thread);
            }
        }
    }

    private static final class CreateOverwrites extends ForwardingMemoryBackend {
        CreateOverwrites(MemoryBackend real) {
            super(real);
        }

        @Override
        public ConversationThread createThread(ConversationThread thread, List<Message> messages) {
            try {
                return real.createThread(thread, messages);
            } catch (AlreadyExistsException e) {
                return real.saveThread(Scope.ALL, thread, Optional.empty());
            }
        }
    }

    private static final class RefusesTheLimit extends ForwardingMemoryBackend {
        RefusesTheLimit(MemoryBackend real) {
            super(real);
        }

        @Override
        public ConversationThread createThread(ConversationThread thread, List<Message> messages) {
            // room is left for quotes that are not counted
            Limits.STANDARD.requireValue("title", Utf8.length(thread.title()) + 2);
            return real.createThread(thread, messages);
        }
    }

    private static final class CutsInstants extends ForwardingMemoryBackend {
        CutsInstants(MemoryBackend real) {
            super(real);
        }

        @Override
        public ConversationThread createThread(ConversationThread thread, List<Message> messages) {
            Instant cut = thread.createdAt().truncatedTo(ChronoUnit.MILLIS);
            return real.createThread(thread.toBuilder().createdAt(cut).build(), messages);
        }
    }

    private static final class LeavesMessages extends ForwardingMemoryBackend {
        LeavesMessages(MemoryBackend real) {
            super(real);
        }

        @Override
        public BulkStep deleteThread(Scope scope, String id, int limit) {
            BulkStep step = real.deleteThread(scope, id, Math.min(limit, 2));
            return new BulkStep(step.affected(), true);
        }
    }

    private static final class CountsMissingThreads extends ForwardingMemoryBackend {
        CountsMissingThreads(MemoryBackend real) {
            super(real);
        }

        @Override
        public BulkStep deleteThread(Scope scope, String id, int limit) {
            BulkStep step = real.deleteThread(scope, id, limit);
            return new BulkStep(Math.max(1, step.affected()), step.done());
        }
    }

    private static final class NamesMissingMessages extends ForwardingMemoryBackend {
        NamesMissingMessages(MemoryBackend real) {
            super(real);
        }

        @Override
        public Collection<String> deleteMessages(Scope scope, Collection<String> ids, Instant now) {
            real.deleteMessages(scope, ids, now);
            return ids;
        }
    }

    private static final class UpdateOfMessagesCreates extends ForwardingMemoryBackend {
        UpdateOfMessagesCreates(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> updateMessages(Scope scope, List<MessagePatch> patches, Instant now) {
            List<Message> updated = real.updateMessages(scope, patches, now);
            if (!updated.isEmpty()) {
                return updated;
            }
            String id = patches.get(0).id();
            real.saveThread(scope, ConversationThread.builder("nobody").id(id).build(), Optional.empty());
            NewMessage created = NewMessage.builder(id).id(id).createdAt(now).build();
            return real.saveMessages(scope, List.of(created), now);
        }
    }

    private static final class ReplacesMetadata extends ForwardingMemoryBackend {
        ReplacesMetadata(MemoryBackend real) {
            super(real);
        }

        @Override
        public ConversationThread updateThread(
                Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
            ConversationThread changed = real.updateThread(scope, id, patch, expected, now);
            return patch.metadata()
                    .value()
                    .map(metadata -> real.saveThread(
                            scope, changed.toBuilder().metadata(metadata).build(), Optional.empty()))
                    .orElse(changed);
        }
    }

    private static final class KeepsMetadata extends ForwardingMemoryBackend {
        KeepsMetadata(MemoryBackend real) {
            super(real);
        }

        @Override
        public ConversationThread updateThread(
                Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
            ThreadPatch other = patch.toBuilder()
                    .metadata(Change.setIfPresent(patch.metadata().value()))
                    .build();
            return real.updateThread(scope, id, other, expected, now);
        }
    }

    private static final class KeepsMetadataOfResources extends ForwardingMemoryBackend {
        KeepsMetadataOfResources(MemoryBackend real) {
            super(real);
        }

        @Override
        public Resource updateResource(String id, ResourcePatch patch, Optional<Version> expected, Instant now) {
            ResourcePatch other = patch.toBuilder()
                    .metadata(Change.setIfPresent(patch.metadata().value()))
                    .build();
            return real.updateResource(id, other, expected, now);
        }
    }

    private static final class LeavesUpdatedAt extends ForwardingMemoryBackend {
        LeavesUpdatedAt(MemoryBackend real) {
            super(real);
        }

        @Override
        public ConversationThread updateThread(
                Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
            Optional<ConversationThread> stored = real.getThread(id);
            ConversationThread changed = real.updateThread(scope, id, patch, expected, now);
            return real.saveThread(
                    scope,
                    changed.toBuilder()
                            .updatedAt(stored.orElseThrow().updatedAt())
                            .build(),
                    Optional.empty());
        }
    }

    private static final class IgnoresTime extends ForwardingMemoryBackend {
        IgnoresTime(MemoryBackend real) {
            super(real);
        }

        @Override
        public ConversationThread updateThread(
                Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
            return real.updateThread(scope, id, patch, expected, Instant.EPOCH);
        }
    }

    private static final class OrdersByUtf16 extends ForwardingMemoryBackend {
        OrdersByUtf16(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> listMessages(MessageQuery query, Window window) {
            Comparator<Message> order = Comparator.comparing(Message::createdAt).thenComparing(Message::id);
            return real.listMessages(query, window).stream()
                    .sorted(query.direction() == Direction.ASC ? order : order.reversed())
                    .toList();
        }
    }

    private static final class TiesAscending extends ForwardingMemoryBackend {
        TiesAscending(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<ConversationThread> listThreads(ThreadQuery query, Window window) {
            List<ConversationThread> threads = new ArrayList<>(real.listThreads(query, window));
            for (int i = 1; i < threads.size(); i++) {
                if (threads.get(i - 1).createdAt().equals(threads.get(i).createdAt())
                        && threads.get(i - 1).id().compareTo(threads.get(i).id()) > 0) {
                    threads.add(i - 1, threads.remove(i));
                }
            }
            return threads;
        }
    }

    private static final class RepeatsCursor extends ForwardingMemoryBackend {
        RepeatsCursor(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> listMessages(MessageQuery query, Window window) {
            List<Message> rows = new ArrayList<>(real.listMessages(query, window));
            window.after()
                    .ifPresent(after ->
                            rows.addAll(0, real.getMessages(List.of(after.ids().get(0)))));
            return rows.subList(0, (int) Math.min(rows.size(), window.limit()));
        }
    }

    private static final class IgnoresBound extends ForwardingMemoryBackend {
        IgnoresBound(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> listMessages(MessageQuery query, Window window) {
            return real.listMessages(query, window.endingAt(Optional.empty()));
        }
    }

    private static final class ReadsForward extends ForwardingMemoryBackend {
        ReadsForward(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<ConversationThread> listThreads(ThreadQuery query, Window window) {
            return real.listThreads(
                    query,
                    new Window(
                            window.after(), window.until(), window.offset(), window.limit(), window.complete(), false));
        }
    }

    private static final class SavesRowByRow extends ForwardingMemoryBackend {
        SavesRowByRow(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> saveMessages(Scope scope, List<NewMessage> messages, Instant now) {
            List<Message> saved = new ArrayList<>();
            for (NewMessage message : messages) {
                saved.addAll(real.saveMessages(scope, List.of(message), now));
            }
            saved.sort(Message.ORDER);
            return saved;
        }
    }

    private static final class ReplacesCreatedAt extends ForwardingMemoryBackend {
        ReplacesCreatedAt(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> saveMessages(Scope scope, List<NewMessage> messages, Instant now) {
            real.deleteMessages(scope, messages.stream().map(NewMessage::id).toList(), now);
            return real.saveMessages(scope, messages, now);
        }
    }

    private static final class RewritesContent extends ForwardingMemoryBackend {
        RewritesContent(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> saveMessages(Scope scope, List<NewMessage> messages, Instant now) {
            return real.saveMessages(
                    scope,
                    messages.stream()
                            .map(message -> message.toBuilder()
                                    .content(message.content().canonical())
                                    .build())
                            .toList(),
                    now);
        }
    }

    private static final class CutsMessageTimes extends ForwardingMemoryBackend {
        CutsMessageTimes(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> saveMessages(Scope scope, List<NewMessage> messages, Instant now) {
            return real.saveMessages(scope, cut(messages), now);
        }

        static List<NewMessage> cut(List<NewMessage> messages) {
            return messages.stream()
                    .map(message ->
                            at(message, message.createdAt().orElseThrow().truncatedTo(ChronoUnit.MILLIS)))
                    .toList();
        }
    }

    private static final class UndoesSpacing extends ForwardingMemoryBackend {
        UndoesSpacing(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> saveMessages(Scope scope, List<NewMessage> messages, Instant now) {
            boolean large = messages.size() > 1_000;
            return real.saveMessages(scope, large ? CutsMessageTimes.cut(messages) : messages, now);
        }
    }

    private static final class DropsEarlierMessages extends ForwardingMemoryBackend {
        DropsEarlierMessages(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> saveMessages(Scope scope, List<NewMessage> messages, Instant now) {
            return real.saveMessages(scope, lastOf(messages, NewMessage::id), now);
        }

        static <T> List<T> lastOf(List<T> all, Function<T, String> id) {
            Map<String, T> last = new LinkedHashMap<>();
            all.forEach(one -> last.put(id.apply(one), one));
            return List.copyOf(last.values());
        }
    }

    private static final class DropsEarlierPatches extends ForwardingMemoryBackend {
        DropsEarlierPatches(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> updateMessages(Scope scope, List<MessagePatch> patches, Instant now) {
            return real.updateMessages(scope, DropsEarlierMessages.lastOf(patches, MessagePatch::id), now);
        }
    }

    private static final class TakesFirstResource extends ForwardingMemoryBackend {
        TakesFirstResource(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> saveMessages(Scope scope, List<NewMessage> messages, Instant now) {
            Optional<String> first = real.getThread(messages.get(0).threadId()).map(ConversationThread::resourceId);
            return real.saveMessages(
                    scope,
                    messages.stream()
                            .map(message -> message.toBuilder()
                                    .resourceId(
                                            message.resourceId().or(() -> first).orElse(null))
                                    .build())
                            .toList(),
                    now);
        }
    }

    private static final class FollowsAnyMessage extends ForwardingMemoryBackend {
        FollowsAnyMessage(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> saveMessages(Scope scope, List<NewMessage> messages, Instant now) {
            List<NewMessage> moved = new ArrayList<>();
            for (NewMessage message : messages) {
                MessageQuery newest = MessageQuery.builder()
                        .threadId(message.threadId())
                        .direction(Direction.DESC)
                        .build();
                Instant last = real.listMessages(newest, Window.offset(0, 1)).stream()
                        .map(Message::createdAt)
                        .findFirst()
                        .orElse(Instant.MIN);
                Instant time = message.createdAt().orElseThrow();
                boolean given = time.isBefore(now);
                boolean after = time.isAfter(last);
                moved.add(given || after ? message : at(message, last.plus(moved.size() + 1L, ChronoUnit.MICROS)));
            }
            return real.saveMessages(scope, moved, now);
        }
    }

    private static final class IgnoresEndOfRange extends ForwardingMemoryBackend {
        IgnoresEndOfRange(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> listMessages(MessageQuery query, Window window) {
            return real.listMessages(
                    query.toBuilder().range(query.range().withoutEnd()).build(), window);
        }
    }

    /** Returns a query of no thread as one of all threads. */
    private static MessageQuery allForNoThread(MessageQuery query) {
        return query.threadIds().filter(List::isEmpty).isPresent()
                ? query.toBuilder().clearThreadIds().build()
                : query;
    }

    private static final class ListsAllForNoThread extends ForwardingMemoryBackend {
        ListsAllForNoThread(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> listMessages(MessageQuery query, Window window) {
            return real.listMessages(allForNoThread(query), window);
        }
    }

    private static final class CountsAllForNoThread extends ForwardingMemoryBackend {
        CountsAllForNoThread(MemoryBackend real) {
            super(real);
        }

        @Override
        public long countMessages(MessageQuery query) {
            return real.countMessages(allForNoThread(query));
        }
    }

    private static final class DeletesAllForNoThread extends ForwardingMemoryBackend {
        DeletesAllForNoThread(MemoryBackend real) {
            super(real);
        }

        @Override
        public BulkStep deleteMessages(MessageQuery query, Optional<Instant> now, int limit) {
            return real.deleteMessages(allForNoThread(query), now, limit);
        }
    }

    private static final class DoesNotBump extends ForwardingMemoryBackend {
        DoesNotBump(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> saveMessages(Scope scope, List<NewMessage> messages, Instant now) {
            return real.saveMessages(scope, messages, Instant.EPOCH);
        }
    }

    private static final class TakesOverThreads extends ForwardingMemoryBackend {
        TakesOverThreads(MemoryBackend real) {
            super(real);
        }

        @Override
        public ConversationThread saveThread(Scope scope, ConversationThread thread, Optional<Version> expected) {
            return real.saveThread(Scope.ALL, thread, expected);
        }
    }

    private static final class TakesOverMessages extends ForwardingMemoryBackend {
        TakesOverMessages(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> updateMessages(Scope scope, List<MessagePatch> patches, Instant now) {
            return real.updateMessages(Scope.ALL, patches, now);
        }
    }

    private static final class IncludesForeign extends ForwardingMemoryBackend {
        IncludesForeign(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> listIncluded(List<MessageInclude> includes, Optional<String> resourceId) {
            return real.listIncluded(includes, Optional.empty());
        }
    }

    private static final class ClearsWorkingMemory extends ForwardingMemoryBackend {
        ClearsWorkingMemory(MemoryBackend real) {
            super(real);
        }

        @Override
        public Resource updateResource(String id, ResourcePatch patch, Optional<Version> expected, Instant now) {
            ResourcePatch full = patch.workingMemory().equals(Change.keep())
                    ? patch.toBuilder().clearWorkingMemory().build()
                    : patch;
            return real.updateResource(id, full, expected, now);
        }
    }

    private static final class PrunesTheBound extends ForwardingMemoryBackend {
        PrunesTheBound(MemoryBackend real) {
            super(real);
        }

        @Override
        public BulkStep deleteMessages(MessageQuery query, Optional<Instant> now, int limit) {
            TimeRange range = query.range();
            return real.deleteMessages(
                    query.toBuilder()
                            .range(new TimeRange(range.start(), range.startExclusive(), range.end(), false))
                            .build(),
                    now,
                    limit);
        }
    }

    private static final class ErasesHalf extends ForwardingMemoryBackend {
        ErasesHalf(MemoryBackend real) {
            super(real);
        }

        @Override
        public BulkStep eraseResource(String resourceId, int limit) {
            BulkStep step = real.eraseResource(resourceId, 1);
            return new BulkStep(step.affected(), true);
        }
    }
}
