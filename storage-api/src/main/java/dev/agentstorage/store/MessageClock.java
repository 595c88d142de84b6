package dev.agentstorage.store;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageHead;
import dev.agentstorage.memory.NewMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Assigns times to messages without one (rule {@code MEM-33}), and keeps the last time of the most recently used threads, so that a
 * conversation stays in order when several messages fall into one microsecond or clocks differ. Messages too far ahead of the clock are
 * ignored: otherwise all later messages would follow them. Thread-safe; no I/O happens while the lock is held.
 */
final class MessageClock {
    /** Default number of threads that are remembered. */
    static final int THREADS = 10_000;

    private final int capacity;
    private final Duration lead;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<String, LastTime> last = new LinkedHashMap<>(16, 0.75f, true);

    MessageClock(int capacity, Duration lead) {
        this.capacity = capacity;
        this.lead = lead;
    }

    /**
     * Returns the messages with their times. Assigned times are reserved immediately, so that no other writer gets them; times chosen by
     * the caller count within the batch, and beyond it only after {@link #seen} has recorded them as stored.
     *
     * @throws dev.agentstorage.error.InvalidRequestException {@code instant-out-of-range} if the next timestamp would exceed the maximum
     */
    List<NewMessage> stamp(Collection<NewMessage> messages, Instant now) {
        long timeless = messages.stream()
                .filter(message -> message.createdAt().isEmpty())
                .count();
        // times before this bound leave room for all messages of the batch without exceeding the lead
        Instant bound = now.plus(lead).minus(Math.max(0, timeless - 1), ChronoUnit.MICROS);
        List<NewMessage> stamped = new ArrayList<>(messages.size());
        Map<String, Instant> chosen = new HashMap<>();
        Map<String, Instant> taken = new HashMap<>();
        Instant earliest = now;
        lock.lock();
        try {
            for (NewMessage message : messages) {
                String thread = message.threadId();
                Instant time;
                if (message.createdAt().isPresent()) {
                    time = message.createdAt().get();
                    if (time.isBefore(bound)) {
                        chosen.merge(thread, time, MessageClock::later);
                    }
                } else {
                    time = later(earliest, later(after(known(thread).before(bound)), after(chosen.get(thread))));
                    Checks.instant("createdAt", time);
                    earliest = after(time);
                    taken.put(thread, time);
                }
                stamped.add(message.toBuilder().createdAt(time).build());
            }
            // only after all messages have a time: a rejected batch reserves none
            taken.forEach((thread, time) -> known(thread).add(time));
        } finally {
            lock.unlock();
        }
        return stamped;
    }

    /** Records the times of stored messages. */
    void seen(List<Message> stored, Instant now) {
        seen(stored, Message::threadId, Message::createdAt, now);
    }

    /** Records the times of stored message heads. */
    void seenHeads(List<MessageHead> stored, Instant now) {
        seen(stored, MessageHead::threadId, MessageHead::createdAt, now);
    }

    private <M> void seen(List<M> stored, Function<M, String> threadOf, Function<M, Instant> timeOf, Instant now) {
        if (stored.isEmpty()) {
            return;
        }
        Instant bound = now.plus(lead);
        Map<String, Instant> newest = new HashMap<>();
        lock.lock();
        try {
            for (M message : stored) {
                Instant time = timeOf.apply(message);
                if (time.isBefore(bound)) {
                    newest.merge(threadOf.apply(message), time, MessageClock::later);
                } else {
                    known(threadOf.apply(message)).add(time);
                }
            }
            newest.forEach((thread, time) -> {
                LastTime known = known(thread);
                known.add(time);
                known.before(bound);
            });
        } finally {
            lock.unlock();
        }
    }

    private LastTime known(String thread) {
        LastTime known = last.computeIfAbsent(thread, id -> new LastTime());
        if (last.size() > capacity) {
            Iterator<String> eldest = last.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
        return known;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }

    private static Instant after(@Nullable Instant time) {
        return time == null ? Instant.MIN : time.plus(1, ChronoUnit.MICROS);
    }
}
