package dev.agentstorage.recall;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Work beside the calls: what fails is logged, since nobody waits for it. Thread-safe. */
final class Background {
    private static final System.Logger LOG = System.getLogger(Background.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Executor executor;

    /** Has all of its permits when no task runs. */
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

    /** Runs a task whose result is waited for; within the call when the executor takes no more. */
    <T> CompletableFuture<T> call(Supplier<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable work = () -> {
            try {
                result.complete(task.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        };
        try {
            executor.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "the executor takes no more", e);
            work.run();
        }
        return result;
    }

    /** Runs a task that nobody waits for, except {@link #await}. */
    void run(String what, Runnable task) {
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
        } catch (RejectedExecutionException e) {
            idle.release();
            warn(what, e);
        }
    }

    static void warn(String what, RuntimeException failure) {
        LOG.log(System.Logger.Level.WARNING, what + " failed", failure);
    }

    /** Waits for the tasks that were begun; for a while only, since the executor may have dropped them. */
    void await() {
        try {
            if (idle.tryAcquire(Integer.MAX_VALUE, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                idle.release(Integer.MAX_VALUE);
            } else {
                LOG.log(System.Logger.Level.WARNING, "work beside the calls has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
