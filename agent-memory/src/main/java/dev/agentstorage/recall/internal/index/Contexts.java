package dev.agentstorage.recall.internal.index;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.PageRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the context of messages: the nearest earlier message with text, at most {@value #REACH} messages before, in the same thread and of the
 * same resource. This finds the question of an answer even if tool calls are between them. Thread-safe.
 */
final class Contexts {
    /** A tool call and its result may be between a question and its answer. */
    static final int REACH = 3;

    private final MemoryStore memory;

    Contexts(MemoryStore memory) {
        this.memory = memory;
    }

    /** Returns the messages of one append with the contexts that are known without a read: the first messages of a thread have none. */
    static List<Entry> among(List<Message> messages) {
        return entries(messages, ids(messages));
    }

    /** Returns those of these messages that are stored, in at most two round trips for each {@link MessageInclude#MAX_NEIGHBOURS} messages. */
    List<Entry> of(Collection<Message> messages) {
        return entries(around(ids(messages), 0), ids(messages));
    }

    /** Returns those of these messages that are stored, and later messages whose context they are, in as many round trips as {@link #of}. */
    List<Entry> withFollowers(Collection<Message> messages) {
        List<Message> around = around(ids(messages), REACH);
        return entries(around, reached(around, ids(messages)));
    }

    /** Returns the ids of the messages after these that may have them as context. */
    Set<String> followers(Collection<String> messageIds) {
        Set<String> ids = Set.copyOf(messageIds);
        Set<String> followers = reached(around(ids, REACH), ids);
        followers.removeAll(ids);
        return followers;
    }

    private List<Message> around(Set<String> ids, int after) {
        List<Message> found = new ArrayList<>();
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += MessageInclude.MAX_NEIGHBOURS) {
            List<MessageInclude> includes =
                    all.subList(from, Math.min(all.size(), from + MessageInclude.MAX_NEIGHBOURS)).stream()
                            .map(id -> MessageInclude.builder(id)
                                    .before(REACH)
                                    .after(after)
                                    .build())
                            .toList();
            found.addAll(memory.listMessages(MessageQuery.ALL, includes, PageRequest.first(0))
                    .items());
        }
        return found.stream().distinct().sorted(Message.ORDER).toList();
    }

    private static Set<String> reached(List<Message> sorted, Set<String> from) {
        Map<String, Integer> since = new HashMap<>();
        return sorted.stream()
                .filter(message -> {
                    int distance = from.contains(message.id()) ? 0 : since.getOrDefault(message.threadId(), REACH) + 1;
                    since.put(message.threadId(), distance);
                    return distance <= REACH;
                })
                .map(Message::id)
                .collect(Collectors.toSet());
    }

    private static List<Entry> entries(List<Message> sorted, Set<String> wanted) {
        Map<String, List<Message>> threads = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Message message : sorted) {
            List<Message> before = threads.computeIfAbsent(message.threadId(), id -> new ArrayList<>());
            if (wanted.contains(message.id())) {
                entries.add(new Entry(message, context(message, before)));
            }
            before.add(message);
        }
        return entries;
    }

    private static String context(Message message, List<Message> before) {
        for (int i = before.size() - 1; i >= Math.max(0, before.size() - REACH); i--) {
            Message candidate = before.get(i);
            String text = candidate.resourceId().equals(message.resourceId()) ? MessageTexts.of(candidate) : "";
            if (!text.isEmpty()) {
                return MessageTexts.contextOf(text);
            }
        }
        return "";
    }

    private static Set<String> ids(Collection<Message> messages) {
        return messages.stream().map(Message::id).collect(Collectors.toSet());
    }
}
