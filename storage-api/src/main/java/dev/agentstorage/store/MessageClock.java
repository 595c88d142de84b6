package dev.agentstorage.store;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.NewMessage;
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
import org.jspecify.annotations.Nullable;

/**
 * Gives times to messages that come without one (rule {@code MEM-33}), and remembers the last time of the threads used most recently, so
 * that a conversation keeps its order when several messages fall into one microsecond or clocks differ. Thread-safe; nothing waits for
 * I/O while the lock is held.
 */
final class MessageClock {
    /** How many threads are remembered by default. */
    static final int THREADS = 10_000;

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<String, Instant> last = new LinkedHashMap<>(16, 0.75f, true);

    MessageClock(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Returns the messages with their times. A time that is given here is taken at once, so that no other writer gets it; one that the
     * caller chose counts within the batch, and beyond it only when it was {@link #seen} to be stored.
     *
     * @throws dev.agentstorage.error.InvalidRequest {@code instant-out-of-range} when there is no time left that can be stored
     */
    List<Message> stamp(Collection<NewMessage> messages, Instant now) {
        List<Message> stamped = new ArrayList<>(messages.size());
        Map<String, Instant> chosen = new HashMap<>();
        Instant earliest = now;
        lock.lock();
        try {
            for (NewMessage message : messages) {
                String thread = message.threadId();
                Instant time;
                if (message.createdAt().isPresent()) {
                    time = message.createdAt().get();
                    chosen.merge(thread, time, MessageClock::later);
                } else {
                    time = later(earliest, later(after(last.get(thread)), after(chosen.get(thread))));
                    Checks.instant("createdAt", time);
                    earliest = after(time);
                    remember(thread, time);
                }
                stamped.add(new Message(
                        message.id(),
                        thread,
                        message.resourceId(),
                        message.role(),
                        message.type(),
                        message.content(),
                        time));
            }
        } finally {
            lock.unlock();
        }
        return stamped;
    }

    /** Remembers the times of stored messages. */
    void seen(List<Message> stored) {
        if (stored.isEmpty()) {
            return;
        }
        Map<String, Instant> newest = new HashMap<>();
        for (Message message : stored) {
            newest.merge(message.threadId(), message.createdAt(), MessageClock::later);
        }
        lock.lock();
        try {
            newest.forEach((thread, time) -> {
                Instant known = last.get(thread);
                if (known == null || known.isBefore(time)) {
                    remember(thread, time);
                }
            });
        } finally {
            lock.unlock();
        }
    }

    private void remember(String thread, Instant time) {
        last.put(thread, time);
        if (last.size() > capacity) {
            Iterator<String> eldest = last.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }

    private static Instant after(@Nullable Instant time) {
        return time == null ? Instant.MIN : time.plus(1, ChronoUnit.MICROS);
    }
}
