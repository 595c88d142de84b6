package dev.agentstorage.dsql.local.internal.job;

import dev.agentstorage.dsql.local.internal.backend.MonitorConnection;
import dev.agentstorage.dsql.local.internal.conflict.LockWaitResolver;
import dev.agentstorage.dsql.local.internal.catalog.TableReset;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Resolves the lock waits of background jobs, and marks transactions that use what a job has changed. Thread-safe. */
public final class JobWatch implements AutoCloseable {
    private static final long EVERY_MILLIS = 50;

    private final MonitorConnection monitor;
    private final LockWaitResolver lockWaits;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dsql-local-job-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** Processes besides the worker. */
    private final Set<Integer> others = ConcurrentHashMap.newKeySet();

    private @Nullable Future<?> watching;

    public JobWatch(MonitorConnection monitor, LockWaitResolver lockWaits) {
        this.monitor = monitor;
        this.lockWaits = lockWaits;
    }

    /** @param worker returns the process that runs the jobs */
    public void start(IntSupplier worker) {
        watching = timer.scheduleWithFixedDelay(
                () -> {
                    resolve(worker.getAsInt());
                    others.forEach(this::resolve);
                },
                EVERY_MILLIS,
                EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Resolves the lock waits of another process, too, until the result is ended. */
    public TableReset.Watch watch(int pid) {
        others.add(pid);
        return () -> others.remove(pid);
    }

    private void resolve(int worker) {
        try {
            lockWaits.resolve(worker, null, true, 0);
        } catch (IOException e) {
            // Tried again at the next interval.
        }
    }

    /** A job has changed these relations: open transactions that used them are outdated. */
    public void changed(Set<Long> relations) {
        try {
            for (int pid : monitor.users(relations)) {
                lockWaits.schemaChanged(pid);
            }
        } catch (IOException e) {
            // Without the database there are no open transactions.
        }
    }

    @Override
    public void close() {
        if (watching != null) {
            watching.cancel(false);
        }
        timer.shutdownNow();
    }
}
