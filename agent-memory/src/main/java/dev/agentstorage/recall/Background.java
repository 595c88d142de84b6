package dev.agentstorage.recall;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Runs background tasks. No caller waits for them, so failures are logged. Thread-safe. */
final class Background {
    private static final System.Logger LOG = System.getLogger(Background.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Executor executor;

    /** All permits are available when no task runs. */
    private final Semaphore idle = new Semaphore(Integer.MAX_VALUE);

    Background(Executor executor) {
        this.executor = executor;
    }

    /** Returns an executor that starts a daemon thread for each task. */
    static Executor threads() {
        return task -> {
            Thread thread = new Thread(task, "agent-memory");
            thread.setDaemon(true);
            thread.start();
        };
    }

    /** A task whose result a caller waits for. */
    static final class Call<T> {
        private final Supplier<T> task;
        private final AtomicBoolean begun = new AtomicBoolean();
        private final CompletableFuture<T> result = new CompletableFuture<>();

        private Call(Supplier<T> task) {
            this.task = task;
        }

        private void run() {
            if (begun.compareAndSet(false, true)) {
                try {
                    result.complete(task.get());
                } catch (RuntimeException | Error e) {
                    result.completeExceptionally(e);
                }
            }
        }

        /**
         * Returns the result. If the executor has not started the task, it runs in the calling thread, because the caller may occupy the
         * executor's only thread.
         *
         * @throws java.util.concurrent.CompletionException with the error of the task as cause
         */
        T join() {
            run();
            return result.join();
        }
    }

    /** Starts a task whose result a caller waits for. */
    <T> Call<T> call(Supplier<T> task) {
        Call<T> call = new Call<>(task);
        try {
            executor.execute(call::run);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "the executor rejected the task", e);
        }
        return call;
    }

    /** Runs a task that no caller but {@link #await} waits for; returns false when the executor rejected the task. */
    boolean run(String what, Runnable task) {
        idle.acquireUninterruptibly();
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    warn(what, e);
                } finally {
                    idle.release();
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            idle.release();
            warn(what, e);
            return false;
        }
    }

    static void warn(String what, RuntimeException failure) {
        LOG.log(System.Logger.Level.WARNING, what + " failed", failure);
    }

    static void warn(String what) {
        LOG.log(System.Logger.Level.WARNING, what);
    }

    /** Waits for running tasks, for 30 seconds at most, because the executor may have dropped them. */
    void await() {
        try {
            if (idle.tryAcquire(Integer.MAX_VALUE, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                idle.release(Integer.MAX_VALUE);
            } else {
                LOG.log(System.Logger.Level.WARNING, "background work has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
