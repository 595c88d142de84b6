package dev.agentstorage.tck.engine.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs an operation in several threads that start each round together, and collects the results and errors. A test then asserts on the outcomes
 * and on the final state. No thread sleeps. The total time is limited, by default to 60 seconds, see {@link #within}. Immutable.
 */
public final class Concurrently {
    private static final Duration USUAL_LIMIT = Duration.ofSeconds(60);
    private static final ThreadLocal<Integer> WORKER = ThreadLocal.withInitial(() -> 0);

    private final int threads;
    private final int rounds;
    private final Duration limit;

    private Concurrently(int threads, int rounds, Duration limit) {
        this.threads = threads;
        this.rounds = rounds;
        this.limit = limit;
    }

    /** One operation. */
    @FunctionalInterface
    public interface Operation<T> {
        /**
         * Does the work of one thread in one round; may return {@code null}.
         *
         * @param worker the thread's number, from 0
         * @param round the round's number, from 0
         */
        @Nullable
        T run(int worker, int round) throws Exception;
    }

    /**
     * The outcome of one operation.
     *
     * @param worker the thread's number
     * @param round the round's number
     * @param value the result; empty when it threw or returned {@code null}
     * @param error the error; empty when it returned
     */
    public record Outcome<T>(int worker, int round, Optional<T> value, Optional<Throwable> error) {}

    /** Creates a run with this number of threads and one round. */
    public static Concurrently threads(int threads) {
        return new Concurrently(threads, 1, USUAL_LIMIT);
    }

    /** Returns the worker number of the calling thread, from 0; 0 in any other thread. */
    public static int worker() {
        return WORKER.get();
    }

    /** Sets the number of rounds; all threads start each round together. */
    public Concurrently rounds(int rounds) {
        return new Concurrently(threads, rounds, limit);
    }

    /** Sets the time limit for all rounds together. */
    public Concurrently within(Duration limit) {
        return new Concurrently(threads, rounds, limit);
    }

    /**
     * Runs the operation in every thread and round.
     *
     * @return the outcomes by worker and round
     * @throws AssertionError when they do not finish in time; the message contains the stack trace of each thread
     */
    public <T> Outcomes<T> run(Operation<T> operation) {
        CyclicBarrier start = new CyclicBarrier(threads);
        List<FutureTask<List<Outcome<T>>>> tasks = new ArrayList<>();
        List<Thread> workers = new ArrayList<>();
        for (int worker = 0; worker < threads; worker++) {
            int number = worker;
            FutureTask<List<Outcome<T>>> task = new FutureTask<>(() -> work(operation, number, start));
            Thread thread = new Thread(task, "concurrently-" + worker);
            thread.setDaemon(true);
            tasks.add(task);
            workers.add(thread);
        }
        workers.forEach(Thread::start);
        return new Outcomes<>(collect(tasks, workers));
    }

    private <T> List<Outcome<T>> work(Operation<T> operation, int worker, CyclicBarrier start)
            throws InterruptedException, BrokenBarrierException {
        WORKER.set(worker);
        List<Outcome<T>> outcomes = new ArrayList<>(rounds);
        for (int round = 0; round < rounds; round++) {
            start.await();
            outcomes.add(attempt(operation, worker, round));
        }
        return outcomes;
    }

    private static <T> Outcome<T> attempt(Operation<T> operation, int worker, int round) {
        try {
            @Nullable T value = operation.run(worker, round);
            return new Outcome<>(worker, round, Optional.ofNullable(value), Optional.empty());
        } catch (Throwable e) {
            return new Outcome<>(worker, round, Optional.empty(), Optional.of(e));
        }
    }

    private <T> List<Outcome<T>> collect(List<FutureTask<List<Outcome<T>>>> tasks, List<Thread> workers) {
        long deadline = System.nanoTime() + limit.toNanos();
        List<Outcome<T>> outcomes = new ArrayList<>();
        try {
            for (Future<List<Outcome<T>>> task : tasks) {
                outcomes.addAll(task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
            }
            return outcomes;
        } catch (TimeoutException e) {
            throw new AssertionError("not done within " + limit + ":" + stacks(workers), e);
        } catch (ExecutionException e) {
            throw new AssertionError("a worker was aborted", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the workers ran", e);
        } finally {
            tasks.forEach(task -> task.cancel(true));
        }
    }

    private static String stacks(List<Thread> workers) {
        StringBuilder stacks = new StringBuilder();
        for (Thread worker : workers) {
            stacks.append("\n  ").append(worker.getName());
            Arrays.stream(worker.getStackTrace())
                    .limit(12)
                    .forEach(frame -> stacks.append("\n    at ").append(frame));
        }
        return stacks.toString();
    }
}
