package dev.agentstorage.benchmarks.vectors;

import dev.agentstorage.Storage;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Messages of resources of very different sizes, mixed in time. Message <i>n</i> is the same in every process. The words are made up and as
 * unequally frequent as those of a language.
 */
final class Corpus {
    /** The shares of the large resources, in per mille; the rest is small ones. */
    static final List<Integer> LARGE = List.of(500, 200, 100, 19);

    private static final int SMALL = 5;
    private static final int SEED = 7;
    private static final int THREAD = 100;
    private static final int WORDS = 20_000;
    private static final int SHORTEST = 10;
    private static final int LONGEST = 30;
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final String[] SYLLABLES = {
        "ba", "den", "fi", "gor", "hal", "jun", "ka", "lem", "mo", "nis", "per", "qua", "ro", "sil", "tu", "ven"
    };

    private final int size;

    Corpus(int size) {
        this.size = size;
    }

    /** The resource with a share of the messages, in per mille: one of {@link #LARGE}, or 5. */
    static String resource(int share) {
        return "share-" + share + (share == SMALL ? "-0" : "");
    }

    /** A thread of the resource with this share that has messages. */
    static String thread(int share) {
        return resource(share) + "/0";
    }

    /** Number of messages of the resource with this share. */
    int messages(int share) {
        return size * share / 1_000;
    }

    /** The resource of each message, in the order of time. */
    private List<String> resources() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        LARGE.forEach(share -> sizes.put(resource(share), messages(share)));
        int left = size - sizes.values().stream().mapToInt(Integer::intValue).sum();
        for (int i = 0; left > 0; i++) {
            int next = Math.min(left, Math.max(1, messages(SMALL)));
            sizes.put("share-" + SMALL + "-" + i, next);
            left -= next;
        }
        List<String> resources = new ArrayList<>(size);
        sizes.forEach((resource, count) -> IntStream.range(0, count).forEach(i -> resources.add(resource)));
        Collections.shuffle(resources, new Random(SEED));
        return resources;
    }

    /** Stores all messages. */
    void store(Storage storage) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        List<NewMessage> messages = new ArrayList<>(size);
        for (String resource : resources()) {
            int place = counts.merge(resource, 1, Integer::sum) - 1;
            String thread = resource + "/" + place / THREAD;
            if (place % THREAD == 0) {
                storage.memory()
                        .createThread(ConversationThread.builder(resource)
                                .id(thread)
                                .createdAt(START)
                                .build());
            }
            int number = messages.size();
            messages.add(NewMessage.builder(thread)
                    .id("message-" + number)
                    .role(number % 2 == 0 ? Role.USER : Role.ASSISTANT)
                    .text(text(number))
                    .createdAt(START.plusSeconds(number))
                    .build());
        }
        storage.memory().importMessages(messages);
    }

    private static String text(int number) {
        SplittableRandom random = new SplittableRandom(number);
        return number + " " + words(random, random.nextInt(SHORTEST, LONGEST + 1));
    }

    /** A question of eight words. */
    static String question(int number) {
        return words(new SplittableRandom(-1L - number), 8);
    }

    private static String words(SplittableRandom random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            // the nth word comes about 1/n as often as the first
            int rank = (int) Math.exp(random.nextDouble() * Math.log(WORDS));
            text.append(i == 0 ? "" : " ").append(word(rank));
        }
        return text.toString();
    }

    private static String word(int rank) {
        StringBuilder word = new StringBuilder();
        for (int rest = rank; rest > 0; rest /= SYLLABLES.length) {
            word.append(SYLLABLES[rest % SYLLABLES.length]);
        }
        return word.toString();
    }
}
