package dev.agentstorage.tck.model;

import dev.agentstorage.Storage;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.tck.model.Operation.Call;
import dev.agentstorage.tck.model.Operation.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Runs sequences on two storages with the same clock, and compares the results step by step. Not thread-safe. */
final class Replay {
    private static final int CALLS_BETWEEN_STATES = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Storage actual;
    private final Storage model;
    private final AtomicReference<Instant> clock;
    private final boolean losesBumps;

    /**
     * Creates a replay on two storages.
     *
     * @param losesBumps whether the backend may lose updates of the times of threads
     */
    Replay(Storage actual, Storage model, AtomicReference<Instant> clock, boolean losesBumps) {
        this.actual = actual;
        this.model = model;
        this.clock = clock;
        this.losesBumps = losesBumps;
    }

    /**
     * The first step whose results differ.
     *
     * @param operation its index in the sequence, from 0
     * @param text the call and the difference
     */
    record Difference(int operation, String text) {}

    /** Runs the sequence with new ids. */
    Optional<Difference> run(Sequence sequence) {
        // sorts after the ids that storages generate, so that the order is the same on both sides
        String prefix = "z" + UUID.randomUUID() + "-";
        Run run = new Run(sequence, new Side(actual, prefix), new Side(model, prefix), new Comparison());
        clock.set(sequence.start());
        List<Operation> operations = sequence.operations();
        for (int i = 0; i < operations.size(); i++) {
            int place = i;
            boolean whole = (i + 1) % CALLS_BETWEEN_STATES == 0 || i + 1 == operations.size();
            Optional<String> difference = run.step(operations.get(i));
            if (difference.isEmpty() && whole) {
                difference = run.states();
            }
            if (difference.isPresent()) {
                return difference.map(text -> new Difference(place, text));
            }
        }
        return Optional.empty();
    }

    private static Object result(Expression expression, Side side) {
        try {
            return expression.in(side);
        } catch (RuntimeException e) {
            return e;
        }
    }

    private final class Run {
        private final Sequence sequence;
        private final Side actualSide;
        private final Side modelSide;
        private final Comparison comparison;

        Run(Sequence sequence, Side actualSide, Side modelSide, Comparison comparison) {
            this.sequence = sequence;
            this.actualSide = actualSide;
            this.modelSide = modelSide;
            this.comparison = comparison;
        }

        Optional<String> step(Operation operation) {
            if (operation instanceof SetClock step) {
                clock.set(step.now());
                return Optional.empty();
            }
            Call call = (Call) operation;
            Optional<String> difference = compare(call.expression());
            if (difference.isPresent() || !call.bumps()) {
                return difference;
            }
            for (Expression thread : sequence.threads()) {
                Optional<String> late = settled(thread);
                if (late.isPresent()) {
                    return late.map(text -> "after " + operation + ", " + text);
                }
            }
            return Optional.empty();
        }

        Optional<String> states() {
            return sequence.state().stream()
                    .map(this::compare)
                    .flatMap(Optional::stream)
                    .findFirst();
        }

        private Optional<String> compare(Expression expression) {
            Object expected = result(expression, modelSide);
            Object found = result(expression, actualSide);
            return comparison
                    .difference(found, expected, id -> modelSide.names(expression, id))
                    .map(text -> JavaSource.of(expression) + ": " + text);
        }

        /** Waits until the times of a thread are up to date; for a backend that may lose them, sets those of the reference. */
        private Optional<String> settled(Expression thread) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                Optional<String> difference = compare(thread);
                if (difference.isEmpty()) {
                    return difference;
                }
                Optional<ConversationThread> expected = read(thread, modelSide);
                if (!isLate(read(thread, actualSide), expected)) {
                    return difference;
                }
                if (losesBumps) {
                    actual.memory().saveThread(expected.orElseThrow());
                    return compare(thread);
                }
                if (System.nanoTime() > deadline) {
                    return difference;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }

    private static Optional<ConversationThread> read(Expression thread, Side side) {
        return result(thread, side) instanceof Optional<?> found
                ? found.map(ConversationThread.class::cast)
                : Optional.empty();
    }

    /** Returns whether the threads differ only in times that are older than those of the reference. */
    private static boolean isLate(Optional<ConversationThread> found, Optional<ConversationThread> expected) {
        if (found.isEmpty() || expected.isEmpty()) {
            return false;
        }
        ConversationThread actual = found.get();
        ConversationThread model = expected.get();
        boolean older = !actual.updatedAt().isAfter(model.updatedAt())
                && actual.lastMessageAt()
                        .map(time -> model.lastMessageAt()
                                .filter(last -> !last.isBefore(time))
                                .isPresent())
                        .orElse(true);
        return older
                && actual.toBuilder()
                        .updatedAt(model.updatedAt())
                        .lastMessageAt(model.lastMessageAt().orElse(null))
                        .build()
                        .equals(model);
    }
}
