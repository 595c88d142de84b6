package dev.agentstorage.benchmarks.storage;

import dev.agentstorage.benchmarks.conversation.Conversation;
import dev.agentstorage.benchmarks.conversation.Loader;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Role;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.TimeRange;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The threads of one length that are worked on in turn, and what is appended to them. Short threads are many, so that they stay short
 * while they are appended to. Used by one thread.
 */
final class Fixture {
    /** The lengths of threads. */
    static final List<Integer> LENGTHS = List.of(10, 10_000);

    private static final int MESSAGES = 2_000;
    private static final int SAMPLES = 512;
    private static final Conversation NEW = new Conversation(-1, "new", "new");
    private static final List<Role> ROLES =
            IntStream.range(0, SAMPLES).mapToObj(NEW::role).toList();
    private static final List<String> CONTENTS =
            IntStream.range(1, SAMPLES + 1).mapToObj(NEW::content).toList();

    private final List<Conversation> conversations;
    private final int length;
    private int nextThread;
    private int nextSample;

    Fixture(int length) {
        this.length = length;
        this.conversations = IntStream.range(0, Math.max(1, MESSAGES / Math.max(1, length)))
                .mapToObj(i -> new Conversation(length * 1_000L + i, "bench-" + length + "-" + i, "bench"))
                .toList();
    }

    /** Creates the threads. */
    void fill(MemoryStore memory) {
        conversations.forEach(conversation -> Loader.save(memory, conversation, length));
    }

    /** Takes away what was appended. */
    void trim(MemoryStore memory) {
        memory.deleteMessages(MessageQuery.builder()
                .threadIds(conversations.stream().map(Conversation::threadId).toList())
                .range(TimeRange.from(Conversation.END))
                .build());
    }

    /** The thread that is next. */
    Conversation thread() {
        nextThread = nextThread + 1 < conversations.size() ? nextThread + 1 : 0;
        return conversations.get(nextThread);
    }

    /** Moves to the next sample, and returns its number. */
    int sample() {
        nextSample = nextSample + 1 < SAMPLES ? nextSample + 1 : 0;
        return nextSample;
    }

    /** Who speaks in a sample. */
    Role role(int sample) {
        return ROLES.get(sample);
    }

    /** What is said in a sample, as JSON. */
    String content(int sample) {
        return CONTENTS.get(sample);
    }
}
