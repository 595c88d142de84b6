package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.server.TableReset;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Sees to it that background jobs need not wait, and that transactions hear of what the jobs have changed. */
final class JobWatch implements AutoCloseable {
    private static final long EVERY_MILLIS = 50;

    private final Side side;
    private final Arbiter arbiter;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dsql-local-job-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** Processes besides the worker. */
    private final Set<Integer> guests = ConcurrentHashMap.newKeySet();

    private @Nullable Future<?> watching;

    JobWatch(Side side, Arbiter arbiter) {
        this.side = side;
        this.arbiter = arbiter;
    }

    /** @param worker tells the process that does the jobs */
    void start(IntSupplier worker) {
        watching = timer.scheduleWithFixedDelay(
                () -> {
                    clear(worker.getAsInt());
                    guests.forEach(this::clear);
                },
                EVERY_MILLIS,
                EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Looks after another process, too, until the result is ended. */
    TableReset.Watch watch(int pid) {
        guests.add(pid);
        return () -> guests.remove(pid);
    }

    private void clear(int worker) {
        try {
            arbiter.clearTheWay(worker, null, true, 0);
        } catch (IOException e) {
            // The next time may go better.
        }
    }

    /** A job has changed these relations: open transactions that used them are behind. */
    void changed(Set<Long> relations) {
        try {
            for (int pid : side.users(relations)) {
                arbiter.schemaChanged(pid);
            }
        } catch (IOException e) {
            // Without the database there is no transaction either.
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
