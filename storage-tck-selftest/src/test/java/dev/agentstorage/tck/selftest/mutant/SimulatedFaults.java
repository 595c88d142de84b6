package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.spi.StorageBackend;
import dev.agentstorage.spi.support.ForwardingStorageBackend;
import dev.agentstorage.tck.fault.Fault;
import dev.agentstorage.tck.fault.Faults;
import dev.agentstorage.tck.provider.Intercepted;
import dev.agentstorage.value.Health;
import dev.agentstorage.workflow.WorkflowRun;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Faults of a backend that has no database: its calls end as those of a backend do whose database failed. One for the whole JVM. */
final class SimulatedFaults implements Faults {
    static final SimulatedFaults INSTANCE = new SimulatedFaults();

    /** How much longer a call takes. */
    static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private final AtomicReference<@Nullable Fault> current = new AtomicReference<>();
    private final AtomicBoolean met = new AtomicBoolean();
    private volatile Optional<String> damaged = Optional.empty();

    private SimulatedFaults() {}

    /** Returns the backend with the faults behind it. */
    static StorageBackend behind(StorageBackend real) {
        return new ForwardingStorageBackend(Intercepted.around(real, INSTANCE::around)) {
            @Override
            public Health health() {
                return INSTANCE.current.get() == Fault.OUTAGE
                        ? new Health(false, "unreachable", List.of())
                        : super.health();
            }
        };
    }

    @Override
    public Set<Fault> supported() {
        return EnumSet.allOf(Fault.class);
    }

    @Override
    public StorageConfig config(StorageConfig config) {
        return config;
    }

    @Override
    public Injection begin(Fault fault) {
        met.set(false);
        current.set(fault);
        return new Simulated(() -> current.set(null));
    }

    @Override
    public Injection damage(String workflowName, String runId) {
        met.set(true);
        damaged = Optional.of(runId);
        return new Simulated(() -> damaged = Optional.empty());
    }

    private final class Simulated implements Injection {
        private final Runnable end;

        Simulated(Runnable end) {
            this.end = end;
        }

        @Override
        public boolean met() {
            return met.get();
        }

        @Override
        public void close() {
            end.run();
        }
    }

    /** Whether the call is the one that meets the fault, which then is over. */
    private boolean meetsOnce(Fault fault) {
        boolean meets = current.compareAndSet(fault, null);
        met.compareAndSet(false, meets);
        return meets;
    }

    private static UnavailableException unreachable() {
        return new UnavailableException("unreachable", "the database cannot be reached", Map.of());
    }

    private @Nullable Object around(Method method, Object[] arguments, Intercepted.Call call) throws Throwable {
        Fault fault = current.get();
        boolean changes = isChange(method);
        if (fault == Fault.OUTAGE) {
            met.set(true);
            throw unreachable();
        }
        if (fault == Fault.CUT_BEFORE_ANSWER && !changes && meetsOnce(fault)) {
            throw unreachable();
        }
        if (fault == Fault.DELAY) {
            met.set(true);
            LockSupport.parkNanos(DELAY_NANOS);
        }
        if (fault == Fault.CONFLICT && changes) {
            met.set(true);
            throw new ConflictException(
                    "retries-exhausted", "retries exhausted: concurrent modification", Map.of(), null);
        }
        if (changes && fault == Fault.CUT_BEFORE_COMMIT && meetsOnce(fault)) {
            throw lost();
        }
        boolean cut = changes && fault == Fault.CUT_AFTER_COMMIT && meetsOnce(fault);
        Object answer = call.proceed();
        if (cut) {
            throw lost();
        }
        refuseDamaged(answer);
        return answer;
    }

    private static OutcomeUnknownException lost() {
        return new OutcomeUnknownException("commit-outcome-unknown", "the answer to the commit was lost", Map.of());
    }

    private static boolean isChange(Method method) {
        return Set.of(
                        "create",
                        "createVersion",
                        "save",
                        "saveSpans",
                        "update",
                        "delete",
                        "deleteTraces",
                        "eraseResource")
                .contains(method.getName());
    }

    private void refuseDamaged(@Nullable Object answer) {
        List<?> rows = answer instanceof List<?> list
                ? list
                : answer instanceof Optional<?> optional ? optional.stream().toList() : List.of();
        for (Object row : rows) {
            if (row instanceof WorkflowRun run
                    && damaged.filter(run.runId()::equals).isPresent()) {
                throw new CorruptDataException(
                        "row-unreadable",
                        "a stored value cannot be read",
                        Details.of("table", "runs", "key", run.runId(), "column", "snapshot"));
            }
        }
    }
}
