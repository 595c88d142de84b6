package dev.agentstorage.chattck;

import dev.agentstorage.chattck.Conversations.Watch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Measures the result of two concurrent writers of one conversation. */
final class Writers<M> {
    /** Few messages in many rounds: if writers duplicate existing messages, a long conversation would grow without bound. */
    private static final int ROUNDS = 20;

    private static final int MESSAGES = 5;

    /** Maximum time to wait: if a store serialises the writers, the second one never reaches the point where the first one waits. */
    private static final long LONGEST_WAIT_SECONDS = 10;

    private final Messages<M> messages;
    private final Conversations<M> conversations;

    Writers(Messages<M> messages, Conversations<M> conversations) {
        this.messages = messages;
        this.conversations = conversations;
    }

    List<Finding> findings() {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            return List.of(overlap(threads), race(threads));
        } finally {
            threads.shutdown();
        }
    }

    private Finding overlap(ExecutorService threads) {
        if (!conversations.handsOverLists()) {
            return new Finding(Property.OVERLAP, "not seen from outside of a memory", List.of());
        }
        String id = UUID.randomUUID().toString();
        CountDownLatch bothHaveRead = new CountDownLatch(2);
        CountDownLatch firstIsDone = new CountDownLatch(1);
        Figures figures = new Figures();
        try {
            conversations.write(id, List.of(messages.user("before")));
            Future<Set<String>> first = threads.submit(() -> {
                try {
                    return append(id, List.of("first"), new Overlap<>(bothHaveRead, bothHaveRead));
                } finally {
                    firstIsDone.countDown();
                }
            });
            Future<Set<String>> second =
                    threads.submit(() -> append(id, List.of("second"), new Overlap<>(bothHaveRead, firstIsDone)));
            figures.add(2, acknowledged(first, second), Lists.texts(messages, conversations.read(id)));
            if (!Lists.texts(messages, conversations.read(id)).contains("before")) {
                return new Finding(Property.OVERLAP, figures.text(), List.of("the message before both: lost"));
            }
        } catch (RuntimeException e) {
            return new Finding(Property.OVERLAP, Show.refusal(e), List.of());
        }
        return new Finding(Property.OVERLAP, figures.text(), List.of());
    }

    private Finding race(ExecutorService threads) {
        Figures figures = new Figures();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                String id = UUID.randomUUID().toString();
                CountDownLatch start = new CountDownLatch(2);
                List<Future<Set<String>>> writers = new ArrayList<>();
                for (String writer : List.of("first", "second")) {
                    List<String> texts = new ArrayList<>();
                    for (int i = 0; i < MESSAGES; i++) {
                        texts.add(writer + " " + i);
                    }
                    writers.add(threads.submit(() -> {
                        start.countDown();
                        await(start);
                        return append(id, texts, Watch.none());
                    }));
                }
                figures.add(
                        2 * MESSAGES,
                        acknowledged(writers.get(0), writers.get(1)),
                        Lists.texts(messages, conversations.read(id)));
            }
        } catch (RuntimeException e) {
            return new Finding(Property.RACE, Show.refusal(e), List.of());
        }
        return new Finding(Property.RACE, figures.text() + " in " + ROUNDS + " rounds", List.of());
    }

    /** The texts that were appended without an error. */
    private Set<String> append(Object id, List<String> texts, Watch<M> watch) {
        Consumer<M> writer = conversations.writer(id, watch);
        Set<String> acknowledged = new HashSet<>();
        for (String text : texts) {
            if (accepts(writer, messages.user(text))) {
                acknowledged.add(text);
            }
        }
        return acknowledged;
    }

    private static <T> boolean accepts(Consumer<T> writer, T message) {
        try {
            writer.accept(message);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static Set<String> acknowledged(Future<Set<String>> first, Future<Set<String>> second) {
        try {
            Set<String> all = new HashSet<>(first.get());
            all.addAll(second.get());
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a writer failed", e);
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Makes the writers overlap: each waits after its first read until both have read, and before its write for a second latch. */
    private static final class Overlap<T> implements Watch<T> {
        private final CountDownLatch reads;
        private final CountDownLatch turn;
        private boolean hasRead;

        Overlap(CountDownLatch reads, CountDownLatch turn) {
            this.reads = reads;
            this.turn = turn;
        }

        @Override
        public void afterRead(List<T> read) {
            if (!hasRead) {
                hasRead = true;
                reads.countDown();
                await(reads);
            }
        }

        @Override
        public void beforeWrite(List<T> written) {
            await(turn);
        }
    }

    /** Sums up the rounds. */
    private static final class Figures {
        private long tried;
        private long kept;
        private long lost;
        private long doubled;
        private long refused;

        void add(int triedNow, Set<String> acknowledged, List<String> read) {
            Set<String> distinct = new HashSet<>(read);
            tried += triedNow;
            refused += triedNow - acknowledged.size();
            doubled += read.size() - distinct.size();
            long found = acknowledged.stream().filter(distinct::contains).count();
            kept += found;
            lost += acknowledged.size() - found;
        }

        String text() {
            return "kept %d of %d, lost %d, doubled %d, refused %d".formatted(kept, tried, lost, doubled, refused);
        }
    }
}
