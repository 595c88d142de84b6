package dev.agentstorage.dsql.internal.tx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.UnavailableException;
import java.lang.Thread.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Large calls share a budget in the order in which they came, and leave nothing of it behind. */
class MemoryBudgetTest {
    private static final long MIB = 1 << 20;
    private static final long BUDGET = 100 * MIB;
    private static final Duration NEVER = Duration.ofMinutes(4);

    private final Lifetime lifetime = new Lifetime("test");
    private final MemoryBudget budget = new MemoryBudget(BUDGET, NEVER, lifetime);
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final List<Caller> callers = new ArrayList<>();

    /** A call in a separate thread that runs until it is released. */
    private final class Caller {
        private final CountDownLatch end = new CountDownLatch(1);
        private final Thread thread;
        private volatile Throwable failure;
        private volatile boolean interrupted;

        Caller(String name, long estimate) {
            thread = new Thread(() -> {
                try {
                    budget.reserving(estimate, own -> {
                        begun.add(name);
                        return isOver(end);
                    });
                } catch (Throwable e) {
                    failure = e;
                } finally {
                    interrupted = Thread.currentThread().isInterrupted();
                }
            });
            callers.add(this);
            thread.start();
        }

        void release() throws InterruptedException {
            end.countDown();
            join();
        }

        void join() throws InterruptedException {
            thread.join(60_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static boolean isOver(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void releaseAll() throws InterruptedException {
        for (Caller caller : callers) {
            caller.release();
        }
    }

    private Caller running(String name, long estimate) {
        Caller caller = new Caller(name, estimate);
        await().until(() -> begun.contains(name));
        return caller;
    }

    private Caller waiting(String name, long estimate) {
        Caller caller = new Caller(name, estimate);
        await().until(() -> caller.thread.getState() == State.TIMED_WAITING);
        assertThat(begun).doesNotContain(name);
        return caller;
    }

    /** Returns whether so much is free: an interrupted thread takes what is free, and does not wait for more. */
    private boolean isFree(long bytes) {
        AtomicInteger runs = new AtomicInteger();
        Thread.currentThread().interrupt();
        try {
            budget.reserving(bytes, own -> runs.incrementAndGet());
        } catch (UnavailableException e) {
            assertThat(e.code()).isEqualTo("interrupted");
        }
        assertThat(Thread.interrupted()).isTrue();
        return runs.get() == 1;
    }

    @Test
    void smallCallsDoNotCount() {
        running("all", BUDGET);
        running("small", 16 * MIB);
        running("another", 16 * MIB);
    }

    @Test
    void callsThatFitTogetherRunTogether() {
        running("a", 60 * MIB);
        running("b", 40 * MIB);
        waiting("c", 17 * MIB);
    }

    @Test
    void firstComeFirstServedAlsoWhenALaterOneWouldFit() throws Exception {
        Caller holder = running("holder", 80 * MIB);
        Caller large = waiting("large", 90 * MIB);
        waiting("fits", 20 * MIB);
        holder.release();
        await().until(() -> begun.contains("large"));
        assertThat(begun).containsExactly("holder", "large");
        large.release();
        await().until(() -> begun.contains("fits"));
    }

    @Test
    void aCallThatIsLargerThanTheBudgetRunsAlone() throws Exception {
        Caller small = running("small", 17 * MIB);
        Caller huge = waiting("huge", 10 * BUDGET);
        small.release();
        await().until(() -> begun.contains("huge"));
        waiting("next", 17 * MIB);
        huge.release();
        await().until(() -> begun.contains("next"));
    }

    @Test
    void aCallThatWaitsForTooLongSaysSoAndLetsTheNextOnePass() {
        MemoryBudget brief = new MemoryBudget(BUDGET, Duration.ofMillis(50), lifetime);
        brief.reserving(80 * MIB, first -> {
            assertThatThrownBy(() -> brief.reserving(50 * MIB, second -> second))
                    .isInstanceOfSatisfying(UnavailableException.class, e -> {
                        assertThat(e.code()).isEqualTo("memory-budget");
                        assertThat(e.details())
                                .containsEntry("wantedBytes", 50 * MIB)
                                .containsEntry("memoryBytes", BUDGET);
                        assertThat((long) e.details().get("waitedMillis")).isGreaterThanOrEqualTo(50);
                        assertThat(e.getMessage()).contains("memoryBytes", "later");
                    });
            assertThat(brief.<Boolean>reserving(20 * MIB, third -> true)).isTrue();
            return first;
        });
    }

    @Test
    void whoGivesUpAtTheHeadLetsTheNextOnePass() throws Exception {
        running("holder", 80 * MIB);
        Caller head = waiting("head", 50 * MIB);
        waiting("next", 20 * MIB);
        head.thread.interrupt();
        head.join();
        await().until(() -> begun.contains("next"));
    }

    @Test
    void anInterruptEndsTheWaitAndStays() throws Exception {
        running("holder", BUDGET);
        Caller caller = waiting("caller", 20 * MIB);
        caller.thread.interrupt();
        caller.join();
        assertThat(caller.failure)
                .isInstanceOfSatisfying(
                        UnavailableException.class, e -> assertThat(e.code()).isEqualTo("interrupted"));
        assertThat(caller.interrupted).isTrue();
        assertThat(begun).containsExactly("holder");
    }

    @Test
    void theEndOfTheStorageReleasesAllThatWait() throws Exception {
        Caller holder = running("holder", BUDGET);
        List<Caller> waiting = List.of(waiting("a", 20 * MIB), waiting("b", 10 * BUDGET));
        lifetime.end(Duration.ZERO);
        for (Caller caller : waiting) {
            caller.join();
            assertThat(caller.failure)
                    .isInstanceOfSatisfying(
                            NotInitializedException.class,
                            e -> assertThat(e.code()).isEqualTo("storage-closed"));
            assertThat(caller.interrupted).isFalse();
        }
        holder.release();
        assertThat(holder.failure).isNull();
        assertThatThrownBy(() -> budget.reserving(20 * MIB, own -> own)).isInstanceOf(NotInitializedException.class);
    }

    @Test
    void aCallThatFailsLeavesNothingReserved() {
        assertThatThrownBy(() -> budget.reserving(BUDGET, own -> {
                    throw new IllegalStateException("a defect");
                }))
                .hasMessage("a defect");
        assertThat(isFree(BUDGET)).isTrue();
        assertThatThrownBy(() -> budget.reserving(0, own -> {
                    own.require(50 * MIB);
                    own.require(70 * MIB);
                    throw new OutOfMemoryError("injected");
                }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(isFree(BUDGET)).isTrue();
    }

    @Test
    void aCallTakesMoreWhenThatIsFree() {
        running("other", 20 * MIB);
        AtomicInteger runs = new AtomicInteger();
        budget.reserving(30 * MIB, own -> {
            own.require(80 * MIB);
            own.require(40 * MIB);
            assertThat(isFree(17 * MIB)).isFalse();
            return runs.incrementAndGet();
        });
        assertThat(runs).hasValue(1);
        assertThat(isFree(80 * MIB)).isTrue();
    }

    @Test
    void aCallThatNeedsMoreThanIsFreeBeginsAgainAndHoldsNothingMeanwhile() throws Exception {
        Caller other = running("other", 50 * MIB);
        AtomicInteger runs = new AtomicInteger();
        Thread growing = new Thread(() -> budget.reserving(30 * MIB, own -> {
            runs.incrementAndGet();
            own.require(80 * MIB);
            begun.add("grown");
            return own;
        }));
        growing.start();
        await().until(() -> growing.getState() == State.TIMED_WAITING);
        assertThat(runs).hasValue(1);
        // behind the growing one, which is first now and has given back its 30
        waiting("later", 50 * MIB);
        other.release();
        growing.join(60_000);
        await().until(() -> begun.contains("later"));
        assertThat(runs).hasValue(2);
        assertThat(begun).containsExactly("other", "grown", "later");
    }

    @Test
    void aCallThatGrowsDoesNotOvertakeThoseThatWait() throws Exception {
        running("holder", 40 * MIB);
        Caller first = waiting("first", 90 * MIB);
        Thread growing = new Thread(() -> budget.reserving(0, own -> {
            own.require(20 * MIB);
            begun.add("grown");
            return own;
        }));
        growing.start();
        await().until(() -> growing.getState() == State.TIMED_WAITING);
        assertThat(begun).containsExactly("holder");
        first.thread.interrupt();
        first.join();
        growing.join(60_000);
        assertThat(begun).containsExactly("holder", "grown");
    }
}
