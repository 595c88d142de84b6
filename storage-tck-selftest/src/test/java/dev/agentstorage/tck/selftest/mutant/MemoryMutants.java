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
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.ForwardingMemoryBackend;
import dev.agentstorage.spi.support.ForwardingMessageBackend;
import dev.agentstorage.spi.support.ForwardingResourceBackend;
import dev.agentstorage.spi.support.ForwardingThreadBackend;
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

/** What a backend may get wrong in threads, messages and resources. */
final class MemoryMutants {
    private MemoryMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofThreads("loses-concurrent-updates", "MEM-14", LosesUpdates::new),
                Mutant.ofThreads("ignores-expected-versions", "MEM-04", IgnoresVersions::new),
                Mutant.ofThreads("refuses-a-title-of-the-limit", "CORE-21", RefusesTheLimit::new),
                Mutant.ofThreads("create-overwrites", "MEM-02", CreateOverwrites::new),
                Mutant.ofThreads("names-titles-in-errors", "CORE-10", NamesTitles::new),
                Mutant.ofThreads("cuts-instants-to-milliseconds", "MEM-05", CutsInstants::new),
                Mutant.ofThreads("leaves-messages-of-a-deleted-thread", "MEM-07", LeavesMessages::new),
                Mutant.ofThreads("deletes-threads-that-are-missing", "MEM-08", CountsMissingThreads::new),
                Mutant.ofMessages("deletes-messages-that-are-missing", "MEM-46", NamesMissingMessages::new),
                Mutant.ofMemory("update-creates-messages", "MEM-41", UpdateOfMessagesCreates::new),
                Mutant.ofThreads("replaces-metadata", "MEM-10", ReplacesMetadata::new),
                Mutant.ofThreads("keeps-metadata-that-is-cleared", "MEM-10", KeepsMetadata::new),
                Mutant.ofThreads("leaves-updated-at", "MEM-11", LeavesUpdatedAt::new),
                Mutant.ofThreads("ignores-the-time", "MEM-11", IgnoresTime::new),
                Mutant.ofMessages("orders-ties-by-utf-16", "MEM-51", OrdersByUtf16::new),
                Mutant.ofThreads("orders-ties-always-ascending", "MEM-25", TiesAscending::new),
                Mutant.ofMessages("repeats-the-row-of-the-cursor", "MEM-52", RepeatsCursor::new),
                Mutant.ofMessages("ignores-the-bound-of-a-window", "PAGE-11", IgnoresBound::new),
                Mutant.ofThreads("reads-only-forward", "PAGE-11", ReadsForward::new),
                Mutant.ofMessages("saves-batch-row-by-row", "MEM-34", SavesRowByRow::new),
                Mutant.ofMessages("replaces-created-at", "MEM-32", ReplacesCreatedAt::new),
                Mutant.ofMessages("follows-any-message", "MEM-33", FollowsAnyMessage::new),
                Mutant.ofMessages("drops-earlier-messages-of-an-id", "MEM-35", DropsEarlierMessages::new),
                Mutant.ofMessages("drops-earlier-patches-of-a-message", "MEM-44", DropsEarlierPatches::new),
                Mutant.ofMessages("rewrites-content", "MEM-30", RewritesContent::new),
                Mutant.ofMessages("cuts-message-times-to-milliseconds", "MEM-30", CutsMessageTimes::new),
                Mutant.ofMessages("stores-messages-of-one-time-as-such", "MEM-39", UndoesSpacing::new),
                Mutant.ofMessages("ignores-end-of-range", "MEM-50", IgnoresEndOfRange::new),
                Mutant.ofMessages("lists-all-for-no-thread", "CORE-22", ListsAllForNoThread::new),
                Mutant.ofMessages("counts-all-for-no-thread", "CORE-22", CountsAllForNoThread::new),
                Mutant.ofMessages("deletes-all-for-no-thread", "CORE-22", DeletesAllForNoThread::new),
                Mutant.ofMemory("takes-the-resource-of-the-first-thread", "MEM-87", TakesFirstResource::new),
                Mutant.ofMessages("does-not-bump-threads", "MEM-36", DoesNotBump::new),
                Mutant.ofThreads("takes-over-foreign-threads", "MEM-64", TakesOverThreads::new),
                Mutant.ofMessages("takes-over-foreign-messages", "MEM-65", TakesOverMessages::new),
                Mutant.ofMessages("includes-foreign-messages", "MEM-62", IncludesForeign::new),
                Mutant.ofResources("clears-memory-that-is-kept", "MEM-72", ClearsWorkingMemory::new),
                Mutant.ofResources(
                        "keeps-metadata-of-resources-that-is-cleared", "MEM-72", KeepsMetadataOfResources::new),
                Mutant.ofMessages("prunes-the-bound", "MEM-80", PrunesTheBound::new),
                Mutant.ofMemory("erases-half", "MEM-82", ErasesHalf::new));
    }

    private static NewMessage at(NewMessage message, Instant time) {
        return message.toBuilder().createdAt(time).build();
    }

    private static final class LosesUpdates extends ForwardingThreadBackend {
        LosesUpdates(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread update(
                Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
            ConversationThread changed = delegate()
                    .get(id)
                    .filter(stored -> scope.admits(stored.resourceId()))
                    .map(stored -> patch.apply(stored, now))
                    .orElseGet(() -> delegate().update(scope, id, patch, expected, now));
            LockSupport.parkNanos(200_000);
            return delegate().save(scope, changed, expected);
        }
    }

    private static final class IgnoresVersions extends ForwardingThreadBackend {
        IgnoresVersions(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread save(Scope scope, ConversationThread thread, Optional<Version> expected) {
            return delegate().save(scope, thread, Optional.empty());
        }
    }

    private static final class NamesTitles extends ForwardingThreadBackend {
        NamesTitles(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread create(ConversationThread thread, List<Message> messages) {
            try {
                return delegate().create(thread, messages);
            } catch (AlreadyExistsException e) {
                throw new AlreadyExistsException(e.code(), "exists: " + thread.title(), e.details(), thread);
            }
        }
    }

    private static final class CreateOverwrites extends ForwardingThreadBackend {
        CreateOverwrites(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread create(ConversationThread thread, List<Message> messages) {
            try {
                return delegate().create(thread, messages);
            } catch (AlreadyExistsException e) {
                return delegate().save(Scope.ALL, thread, Optional.empty());
            }
        }
    }

    private static final class RefusesTheLimit extends ForwardingThreadBackend {
        RefusesTheLimit(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread create(ConversationThread thread, List<Message> messages) {
            // room is left for quotes that are not counted
            Limits.STANDARD.requireValue("title", Utf8.length(thread.title()) + 2);
            return delegate().create(thread, messages);
        }
    }

    private static final class CutsInstants extends ForwardingThreadBackend {
        CutsInstants(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread create(ConversationThread thread, List<Message> messages) {
            Instant cut = thread.createdAt().truncatedTo(ChronoUnit.MILLIS);
            return delegate().create(thread.toBuilder().createdAt(cut).build(), messages);
        }
    }

    private static final class LeavesMessages extends ForwardingThreadBackend {
        LeavesMessages(ThreadBackend real) {
            super(real);
        }

        @Override
        public BulkStep delete(Scope scope, String id, int limit) {
            BulkStep step = delegate().delete(scope, id, Math.min(limit, 2));
            return new BulkStep(step.affected(), true);
        }
    }

    private static final class CountsMissingThreads extends ForwardingThreadBackend {
        CountsMissingThreads(ThreadBackend real) {
            super(real);
        }

        @Override
        public BulkStep delete(Scope scope, String id, int limit) {
            BulkStep step = delegate().delete(scope, id, limit);
            return new BulkStep(Math.max(1, step.affected()), step.done());
        }
    }

    private static final class NamesMissingMessages extends ForwardingMessageBackend {
        NamesMissingMessages(MessageBackend real) {
            super(real);
        }

        @Override
        public Collection<String> delete(Scope scope, Collection<String> ids, Instant now) {
            delegate().delete(scope, ids, now);
            return ids;
        }
    }

    private static final class UpdateOfMessagesCreates extends ForwardingMemoryBackend {
        UpdateOfMessagesCreates(MemoryBackend real) {
            super(real);
        }

        @Override
        public MessageBackend messages() {
            ThreadBackend threads = threads();
            return new ForwardingMessageBackend(super.messages()) {
                @Override
                public List<Message> update(Scope scope, List<MessagePatch> patches, Instant now) {
                    List<Message> updated = delegate().update(scope, patches, now);
                    if (!updated.isEmpty()) {
                        return updated;
                    }
                    String id = patches.get(0).id();
                    threads.save(
                            scope, ConversationThread.builder("unknown").id(id).build(), Optional.empty());
                    NewMessage created =
                            NewMessage.builder(id).id(id).createdAt(now).build();
                    return delegate().save(scope, List.of(created), now);
                }
            };
        }
    }

    private static final class ReplacesMetadata extends ForwardingThreadBackend {
        ReplacesMetadata(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread update(
                Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
            ConversationThread changed = delegate().update(scope, id, patch, expected, now);
            return patch.metadata()
                    .value()
                    .map(metadata -> delegate()
                            .save(scope, changed.toBuilder().metadata(metadata).build(), Optional.empty()))
                    .orElse(changed);
        }
    }

    private static final class KeepsMetadata extends ForwardingThreadBackend {
        KeepsMetadata(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread update(
                Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
            ThreadPatch other = patch.toBuilder()
                    .metadata(Change.setIfPresent(patch.metadata().value()))
                    .build();
            return delegate().update(scope, id, other, expected, now);
        }
    }

    private static final class KeepsMetadataOfResources extends ForwardingResourceBackend {
        KeepsMetadataOfResources(ResourceBackend real) {
            super(real);
        }

        @Override
        public Resource update(String id, ResourcePatch patch, Optional<Version> expected, Instant now) {
            ResourcePatch other = patch.toBuilder()
                    .metadata(Change.setIfPresent(patch.metadata().value()))
                    .build();
            return delegate().update(id, other, expected, now);
        }
    }

    private static final class LeavesUpdatedAt extends ForwardingThreadBackend {
        LeavesUpdatedAt(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread update(
                Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
            Optional<ConversationThread> stored = delegate().get(id);
            ConversationThread changed = delegate().update(scope, id, patch, expected, now);
            return delegate()
                    .save(
                            scope,
                            changed.toBuilder()
                                    .updatedAt(stored.orElseThrow().updatedAt())
                                    .build(),
                            Optional.empty());
        }
    }

    private static final class IgnoresTime extends ForwardingThreadBackend {
        IgnoresTime(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread update(
                Scope scope, String id, ThreadPatch patch, Optional<Version> expected, Instant now) {
            return delegate().update(scope, id, patch, expected, Instant.EPOCH);
        }
    }

    private static final class OrdersByUtf16 extends ForwardingMessageBackend {
        OrdersByUtf16(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> list(MessageQuery query, Window window) {
            Comparator<Message> order = Comparator.comparing(Message::createdAt).thenComparing(Message::id);
            return delegate().list(query, window).stream()
                    .sorted(query.direction() == Direction.ASC ? order : order.reversed())
                    .toList();
        }
    }

    private static final class TiesAscending extends ForwardingThreadBackend {
        TiesAscending(ThreadBackend real) {
            super(real);
        }

        @Override
        public List<ConversationThread> list(ThreadQuery query, Window window) {
            List<ConversationThread> threads = new ArrayList<>(delegate().list(query, window));
            for (int i = 1; i < threads.size(); i++) {
                if (threads.get(i - 1).createdAt().equals(threads.get(i).createdAt())
                        && threads.get(i - 1).id().compareTo(threads.get(i).id()) > 0) {
                    threads.add(i - 1, threads.remove(i));
                }
            }
            return threads;
        }
    }

    private static final class RepeatsCursor extends ForwardingMessageBackend {
        RepeatsCursor(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> list(MessageQuery query, Window window) {
            List<Message> rows = new ArrayList<>(delegate().list(query, window));
            window.after()
                    .ifPresent(after ->
                            rows.addAll(0, delegate().get(List.of(after.ids().get(0)))));
            return rows.subList(0, (int) Math.min(rows.size(), window.limit()));
        }
    }

    private static final class IgnoresBound extends ForwardingMessageBackend {
        IgnoresBound(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> list(MessageQuery query, Window window) {
            return delegate().list(query, window.endingAt(Optional.empty()));
        }
    }

    private static final class ReadsForward extends ForwardingThreadBackend {
        ReadsForward(ThreadBackend real) {
            super(real);
        }

        @Override
        public List<ConversationThread> list(ThreadQuery query, Window window) {
            return delegate()
                    .list(
                            query,
                            new Window(
                                    window.after(),
                                    window.until(),
                                    window.offset(),
                                    window.limit(),
                                    window.complete(),
                                    false));
        }
    }

    private static final class SavesRowByRow extends ForwardingMessageBackend {
        SavesRowByRow(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> save(Scope scope, List<NewMessage> messages, Instant now) {
            List<Message> saved = new ArrayList<>();
            for (NewMessage message : messages) {
                saved.addAll(delegate().save(scope, List.of(message), now));
            }
            saved.sort(Message.ORDER);
            return saved;
        }
    }

    private static final class ReplacesCreatedAt extends ForwardingMessageBackend {
        ReplacesCreatedAt(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> save(Scope scope, List<NewMessage> messages, Instant now) {
            delegate().delete(scope, messages.stream().map(NewMessage::id).toList(), now);
            return delegate().save(scope, messages, now);
        }
    }

    private static final class RewritesContent extends ForwardingMessageBackend {
        RewritesContent(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> save(Scope scope, List<NewMessage> messages, Instant now) {
            return delegate()
                    .save(
                            scope,
                            messages.stream()
                                    .map(message -> message.toBuilder()
                                            .content(message.content().canonical())
                                            .build())
                                    .toList(),
                            now);
        }
    }

    private static final class CutsMessageTimes extends ForwardingMessageBackend {
        CutsMessageTimes(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> save(Scope scope, List<NewMessage> messages, Instant now) {
            return delegate().save(scope, cut(messages), now);
        }

        static List<NewMessage> cut(List<NewMessage> messages) {
            return messages.stream()
                    .map(message ->
                            at(message, message.createdAt().orElseThrow().truncatedTo(ChronoUnit.MILLIS)))
                    .toList();
        }
    }

    private static final class UndoesSpacing extends ForwardingMessageBackend {
        UndoesSpacing(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> save(Scope scope, List<NewMessage> messages, Instant now) {
            boolean large = messages.size() > 1_000;
            return delegate().save(scope, large ? CutsMessageTimes.cut(messages) : messages, now);
        }
    }

    private static final class DropsEarlierMessages extends ForwardingMessageBackend {
        DropsEarlierMessages(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> save(Scope scope, List<NewMessage> messages, Instant now) {
            return delegate().save(scope, lastOf(messages, NewMessage::id), now);
        }

        static <T> List<T> lastOf(List<T> all, Function<T, String> id) {
            Map<String, T> last = new LinkedHashMap<>();
            all.forEach(one -> last.put(id.apply(one), one));
            return List.copyOf(last.values());
        }
    }

    private static final class DropsEarlierPatches extends ForwardingMessageBackend {
        DropsEarlierPatches(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> update(Scope scope, List<MessagePatch> patches, Instant now) {
            return delegate().update(scope, DropsEarlierMessages.lastOf(patches, MessagePatch::id), now);
        }
    }

    private static final class TakesFirstResource extends ForwardingMemoryBackend {
        TakesFirstResource(MemoryBackend real) {
            super(real);
        }

        @Override
        public MessageBackend messages() {
            ThreadBackend threads = threads();
            return new ForwardingMessageBackend(super.messages()) {
                @Override
                public List<Message> save(Scope scope, List<NewMessage> messages, Instant now) {
                    Optional<String> first =
                            threads.get(messages.get(0).threadId()).map(ConversationThread::resourceId);
                    return delegate()
                            .save(
                                    scope,
                                    messages.stream()
                                            .map(message -> message.toBuilder()
                                                    .resourceId(message.resourceId()
                                                            .or(() -> first)
                                                            .orElse(null))
                                                    .build())
                                            .toList(),
                                    now);
                }
            };
        }
    }

    private static final class FollowsAnyMessage extends ForwardingMessageBackend {
        FollowsAnyMessage(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> save(Scope scope, List<NewMessage> messages, Instant now) {
            List<NewMessage> moved = new ArrayList<>();
            for (NewMessage message : messages) {
                MessageQuery newest = MessageQuery.builder()
                        .threadId(message.threadId())
                        .direction(Direction.DESC)
                        .build();
                Instant last = delegate().list(newest, Window.offset(0, 1)).stream()
                        .map(Message::createdAt)
                        .findFirst()
                        .orElse(Instant.MIN);
                Instant time = message.createdAt().orElseThrow();
                boolean given = time.isBefore(now);
                boolean after = time.isAfter(last);
                moved.add(given || after ? message : at(message, last.plus(moved.size() + 1L, ChronoUnit.MICROS)));
            }
            return delegate().save(scope, moved, now);
        }
    }

    private static final class IgnoresEndOfRange extends ForwardingMessageBackend {
        IgnoresEndOfRange(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> list(MessageQuery query, Window window) {
            return delegate()
                    .list(query.toBuilder().range(query.range().withoutEnd()).build(), window);
        }
    }

    /** Returns a query of no thread as one of all threads. */
    private static MessageQuery allForNoThread(MessageQuery query) {
        return query.threadIds().filter(List::isEmpty).isPresent()
                ? query.toBuilder().clearThreadIds().build()
                : query;
    }

    private static final class ListsAllForNoThread extends ForwardingMessageBackend {
        ListsAllForNoThread(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> list(MessageQuery query, Window window) {
            return delegate().list(allForNoThread(query), window);
        }
    }

    private static final class CountsAllForNoThread extends ForwardingMessageBackend {
        CountsAllForNoThread(MessageBackend real) {
            super(real);
        }

        @Override
        public long count(MessageQuery query) {
            return delegate().count(allForNoThread(query));
        }
    }

    private static final class DeletesAllForNoThread extends ForwardingMessageBackend {
        DeletesAllForNoThread(MessageBackend real) {
            super(real);
        }

        @Override
        public BulkStep delete(MessageQuery query, Optional<Instant> now, int limit) {
            return delegate().delete(allForNoThread(query), now, limit);
        }
    }

    private static final class DoesNotBump extends ForwardingMessageBackend {
        DoesNotBump(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> save(Scope scope, List<NewMessage> messages, Instant now) {
            return delegate().save(scope, messages, Instant.EPOCH);
        }
    }

    private static final class TakesOverThreads extends ForwardingThreadBackend {
        TakesOverThreads(ThreadBackend real) {
            super(real);
        }

        @Override
        public ConversationThread save(Scope scope, ConversationThread thread, Optional<Version> expected) {
            return delegate().save(Scope.ALL, thread, expected);
        }
    }

    private static final class TakesOverMessages extends ForwardingMessageBackend {
        TakesOverMessages(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> update(Scope scope, List<MessagePatch> patches, Instant now) {
            return delegate().update(Scope.ALL, patches, now);
        }
    }

    private static final class IncludesForeign extends ForwardingMessageBackend {
        IncludesForeign(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> listIncluded(List<MessageInclude> includes, Optional<String> resourceId) {
            return delegate().listIncluded(includes, Optional.empty());
        }
    }

    private static final class ClearsWorkingMemory extends ForwardingResourceBackend {
        ClearsWorkingMemory(ResourceBackend real) {
            super(real);
        }

        @Override
        public Resource update(String id, ResourcePatch patch, Optional<Version> expected, Instant now) {
            ResourcePatch full = patch.workingMemory().equals(Change.keep())
                    ? patch.toBuilder().clearWorkingMemory().build()
                    : patch;
            return delegate().update(id, full, expected, now);
        }
    }

    private static final class PrunesTheBound extends ForwardingMessageBackend {
        PrunesTheBound(MessageBackend real) {
            super(real);
        }

        @Override
        public BulkStep delete(MessageQuery query, Optional<Instant> now, int limit) {
            TimeRange range = query.range();
            return delegate()
                    .delete(
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
            BulkStep step = delegate().eraseResource(resourceId, 1);
            return new BulkStep(step.affected(), true);
        }
    }
}
