package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.noNulls;
import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageHead;
import dev.agentstorage.memory.MessagePosition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Summaries of conversations for lists: its last message, and how many are unread. */
final class ThreadOverview {
    private static final int MAX_THREADS = 100;
    private static final int MAX_COUNT = 1000;
    private static final String HINT = "request fewer threads in one call";

    private final MemoryContext context;

    ThreadOverview(MemoryContext context) {
        this.context = context;
    }

    Map<String, Message> last(MemoryCall call, Collection<String> threadIds) {
        List<String> distinct = threads(call, threadIds);
        return distinct.isEmpty()
                ? Map.of()
                : byThread(
                        distinct,
                        context.seen(call.backend().messages().last(context.scope(), distinct)),
                        Message::threadId);
    }

    Map<String, MessageHead> lastHeads(MemoryCall call, Collection<String> threadIds) {
        List<String> distinct = threads(call, threadIds);
        return distinct.isEmpty()
                ? Map.of()
                : byThread(
                        distinct,
                        context.seenHeads(call.backend().messages().lastHeads(context.scope(), distinct)),
                        MessageHead::threadId);
    }

    Map<String, Integer> unread(MemoryCall call, Map<String, Optional<MessagePosition>> after, int atMost) {
        Map<String, Optional<MessagePosition>> checked = new LinkedHashMap<>();
        notNull("after", after).forEach((thread, place) -> {
            notNull("after", place).ifPresent(position -> call.id("after", position.id()));
            checked.put(call.id("after", thread), place);
        });
        Checks.positive("atMost", atMost);
        call.batch("after", checked.size(), MAX_THREADS, HINT);
        call.batch("atMost", atMost, MAX_COUNT, "count fewer messages of each thread");
        call.requireReady();
        if (checked.isEmpty()) {
            return Map.of();
        }
        Map<String, Integer> found =
                call.backend().messages().countAfter(context.scope(), Collections.unmodifiableMap(checked), atMost);
        Map<String, Integer> counts = new LinkedHashMap<>();
        checked.keySet().forEach(thread -> counts.put(thread, found.getOrDefault(thread, 0)));
        return Collections.unmodifiableMap(counts);
    }

    private static List<String> threads(MemoryCall call, Collection<String> threadIds) {
        noNulls("threadIds", threadIds).forEach(id -> call.id("threadIds", id));
        List<String> distinct = new ArrayList<>(new LinkedHashSet<>(threadIds));
        call.batch("threadIds", distinct.size(), MAX_THREADS, HINT);
        call.requireReady();
        return Collections.unmodifiableList(distinct);
    }

    /** Returns the results in the order of the threads. */
    private static <M> Map<String, M> byThread(List<String> threads, List<M> found, Function<M, String> threadOf) {
        Map<String, M> byId = new HashMap<>();
        found.forEach(message -> byId.put(threadOf.apply(message), message));
        Map<String, M> ordered = new LinkedHashMap<>();
        for (String thread : threads) {
            M message = byId.get(thread);
            if (message != null) {
                ordered.put(thread, message);
            }
        }
        return Collections.unmodifiableMap(ordered);
    }
}
