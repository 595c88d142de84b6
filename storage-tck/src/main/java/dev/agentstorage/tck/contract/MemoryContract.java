package dev.agentstorage.tck.contract;

import static java.time.temporal.ChronoUnit.MILLIS;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Base of the contracts of the memory domain: each test has its own threads and messages. */
public abstract class MemoryContract extends Contract {
    /** Called by subclasses. */
    protected MemoryContract() {}

    /** Stores a thread of the resource, created at {@link #base()}. */
    final ConversationThread thread(String resourceId) {
        return memory().createThread(newThread(resourceId).build());
    }

    /** Stores a thread of a new resource. */
    final ConversationThread thread() {
        return thread(id("resource"));
    }

    final ConversationThread.Builder newThread(String resourceId) {
        return ConversationThread.builder(resourceId).id(id("thread")).createdAt(base());
    }

    final NewMessage.Builder message(ConversationThread thread, Instant createdAt) {
        return NewMessage.builder(thread.id())
                .resourceId(thread.resourceId())
                .id(id("message"))
                .createdAt(createdAt)
                .text("hello");
    }

    /** Stores this number of messages in the thread, one second apart, the first one second after {@link #base()}. */
    final List<Message> messages(ConversationThread thread, int count) {
        List<NewMessage> batch = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            batch.add(message(thread, at(i)).text("message " + i).build());
        }
        return memory().saveMessages(batch);
    }

    /** Returns the instant this number of seconds after {@link #base()}. */
    final Instant at(long seconds) {
        return base().plusSeconds(seconds);
    }

    /** Returns the instant this number of milliseconds after {@link #base()}. */
    final Instant millis(long millis) {
        return base().plus(millis, MILLIS);
    }

    /** Waits until the assertion holds, for best-effort updates of a backend; fails with the assertion after ten seconds. */
    static void eventually(Runnable assertion) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }

    /** Runs the work this number of times in each of several concurrent threads; no run may fail. */
    static void concurrently(int threads, int rounds, Work work) {
        Concurrently.threads(threads)
                .rounds(rounds)
                .run((worker, round) -> {
                    work.run(worker, round);
                    return worker;
                })
                .allowOnly();
    }

    /** Work of one thread in one round. */
    interface Work {
        void run(int worker, int round);
    }

    static List<String> ids(List<Message> messages) {
        return messages.stream().map(Message::id).toList();
    }

    static List<String> threadIds(List<ConversationThread> threads) {
        return threads.stream().map(ConversationThread::id).toList();
    }

    static Json object(String name, Object value) {
        return Json.of(Map.of(name, value));
    }
}
