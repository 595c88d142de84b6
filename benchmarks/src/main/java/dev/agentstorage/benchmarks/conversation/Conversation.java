package dev.agentstorage.benchmarks.conversation;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * A conversation in which every message follows from the seed and its number: the same in every process, with no end, and any part of
 * it can be had without what comes before. Immutable and thread-safe.
 *
 * <p>Who speaks and how long follows recorded runs of coding agents: a system prompt, then tasks of one user message and four rounds of
 * an answer and a tool's result. Lengths are log-normal: answers of 300 characters in the middle, results of 400 with a tail to 9,000,
 * tasks of 500.
 *
 * @param seed makes this conversation another one than those of other seeds
 * @param threadId the id of the thread
 * @param resourceId the resource that owns it
 */
public record Conversation(long seed, String threadId, String resourceId) {
    /** The time of the message with number 0. */
    public static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

    /** No message is as old as this, were it the ten-millionth of its thread. */
    public static final Instant END = Instant.parse("2025-01-01T00:00:00Z");

    private static final long MILLIS_BETWEEN = 1_500;
    private static final int TASK = 9;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final String[] WORDS =
            ("the of file test in and to is run line error with from value not this class for set on method at found "
                            + "output expected by string return name import path that it function was as no one be check list type read when "
                            + "should 127 write code directory call command first module result before after assertion traceback config")
                    .split(" ");

    /** The thread without its messages. */
    public ConversationThread thread() {
        return ConversationThread.builder(resourceId)
                .id(threadId)
                .title("conversation " + seed)
                .createdAt(START)
                .build();
    }

    /** The id of a message: as random as those that a store gives, and another one in each thread. */
    public String id(long number) {
        return new UUID(mixed(2 * number) ^ (threadId.hashCode() * GOLDEN), mixed(2 * number + 1)).toString();
    }

    /** The time of a message: later than that of the one before it. */
    public Instant createdAt(long number) {
        return START.plusMillis(number * MILLIS_BETWEEN + Math.floorMod(mixed(number), MILLIS_BETWEEN));
    }

    /** Who speaks. */
    public Role role(long number) {
        if (number == 0) {
            return Role.SYSTEM;
        }
        long place = (number - 1) % TASK;
        if (place == 0) {
            return Role.USER;
        }
        return place % 2 == 1 ? Role.ASSISTANT : Role.TOOL;
    }

    /** The content of a message, as the text of a JSON object with one text part. */
    public String content(long number) {
        SplittableRandom random = new SplittableRandom(mixed(number) ^ GOLDEN);
        int length = length(role(number), random);
        StringBuilder text =
                new StringBuilder(length + 64).append("{\"format\":2,\"parts\":[{\"type\":\"text\",\"text\":\"");
        int end = text.length() + length;
        while (text.length() < end) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(12) == 0 ? "\\n" : " ");
        }
        return text.append("\"}]}").toString();
    }

    /** One message. */
    public NewMessage message(long number) {
        return NewMessage.builder(threadId)
                .resourceId(resourceId)
                .id(id(number))
                .role(role(number))
                .content(Json.parse(content(number)))
                .createdAt(createdAt(number))
                .build();
    }

    /** The messages from one number to before another, made on request. */
    public Iterable<NewMessage> messages(long from, long to) {
        return () -> {
            Iterator<NewMessage> each =
                    LongStream.range(from, to).mapToObj(this::message).iterator();
            return each;
        };
    }

    private static int length(Role role, SplittableRandom random) {
        if (role.equals(Role.SYSTEM)) {
            return 5_000;
        }
        if (role.equals(Role.ASSISTANT)) {
            return logNormal(random, 300, 0.7, 1_200);
        }
        return role.equals(Role.TOOL) ? logNormal(random, 400, 1.1, 9_000) : logNormal(random, 500, 1.0, 4_500);
    }

    private static int logNormal(SplittableRandom random, int median, double sigma, int most) {
        double normal = -6;
        for (int i = 0; i < 12; i++) {
            // the same on every platform, which is not said of nextGaussian
            normal += random.nextDouble();
        }
        return (int) Math.min(most, median * StrictMath.exp(sigma * normal));
    }

    private long mixed(long number) {
        long z = seed * 0xD1342543DE82EF95L + (number + 1) * GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
