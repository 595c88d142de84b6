package dev.agentstorage.dsql.local.internal.conflict;

import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Periodically resolves the lock waits of processes whose own threads block while they wait. Thread-safe. */
public final class LockWaitTimer implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 50;

    private final LockWaitResolver lockWaits;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dsql-local-lock-waits");
        thread.setDaemon(true);
        return thread;
    });

    public LockWaitTimer(LockWaitResolver lockWaits) {
        this.lockWaits = lockWaits;
        // The future is not needed: the task never fails, and ends when the timer is shut down.
        var unused = timer.scheduleWithFixedDelay(
                () -> watches.forEach(this::resolve), INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A watched process: its lock waits are resolved until this is closed. */
    public final class Watch implements AutoCloseable {
        private final IntSupplier pid;
        private final @Nullable Transaction waiting;

        private Watch(IntSupplier pid, @Nullable Transaction waiting) {
            this.pid = pid;
            this.waiting = waiting;
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }

    /** Watches the process of a session on behalf of its transaction. */
    public Watch watch(int pid, Transaction waiting) {
        return add(new Watch(() -> pid, waiting));
    }

    /** Watches a process that may change the schema. */
    public Watch watchSchemaChange(IntSupplier pid) {
        return add(new Watch(pid, null));
    }

    private Watch add(Watch watch) {
        watches.add(watch);
        return watch;
    }

    private void resolve(Watch watch) {
        Transaction waiting = watch.waiting;
        try {
            lockWaits.resolve(watch.pid.getAsInt(), waiting, waiting == null, 0);
        } catch (IOException e) {
            // Retried at the next interval.
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
