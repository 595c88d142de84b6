package dev.agentstorage.dsql.local.faults;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * An injected rule. Thread-safe.
 *
 * <pre>{@code
 * InjectedFault fault = local.faults().inject("occ on commit 1");
 * transferMoney();
 * assertThat(fault.fired()).isEqualTo(1);
 * fault.remove();
 * }</pre>
 */
public final class InjectedFault {
    private final long id;
    private final Fault fault;
    private final SplittableRandom random;
    private final LongSupplier nanoTime;
    private final long injectedNanos;
    private final Consumer<InjectedFault> removal;
    private long seen;
    private long fired;

    InjectedFault(long id, Fault fault, LongSupplier nanoTime, Consumer<InjectedFault> removal) {
        this.id = id;
        this.fault = fault;
        this.random = new SplittableRandom(fault.seed().orElse(0));
        this.nanoTime = nanoTime;
        this.injectedNanos = nanoTime.getAsLong();
        this.removal = removal;
    }

    /** The number that identifies this rule in SQL. An endpoint never reuses a number. */
    public long id() {
        return id;
    }

    /** The injected rule. If it is random, it always has a seed, even if none was specified. */
    public Fault fault() {
        return fault;
    }

    /** How often the rule has fired so far. */
    public synchronized long fired() {
        return fired;
    }

    /** Removes the rule. Does nothing if it was removed before. */
    public void remove() {
        removal.accept(this);
    }

    /**
     * Counts an event of the rule's kind.
     *
     * @param alreadyMet whether another rule has fired at this event, so that this rule only counts it
     * @return whether the rule fires
     */
    synchronized boolean meets(boolean alreadyMet) {
        seen++;
        // A random number is drawn for every event; otherwise the outcome would depend on the other rules.
        boolean byChance = fault.probability() == 1 || random.nextDouble() < fault.probability();
        if (alreadyMet || !byChance || isOver() || seen < fault.firstEvent() || fired >= fault.limit()) {
            return false;
        }
        fired++;
        return true;
    }

    private boolean isOver() {
        return fault.time()
                .filter(time -> nanoTime.getAsLong() - injectedNanos >= time.toNanos())
                .isPresent();
    }

    synchronized boolean tossCoin() {
        return random.nextBoolean();
    }
}
