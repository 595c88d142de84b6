package dev.agentstorage.tck.engine.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ConcurrentlyTest {
    @Test
    void operationsOfARoundRunAtTheSameTime() {
        CyclicBarrier meeting = new CyclicBarrier(4);
        Outcomes<Integer> outcomes =
                Concurrently.threads(4).rounds(3).run((worker, round) -> meeting.await(30, TimeUnit.SECONDS));
        assertThat(outcomes.errors()).isEmpty();
        assertThat(outcomes.values()).containsExactlyInAnyOrder(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3);
    }

    @Test
    void noRoundBeginsBeforeTheLastOneIsOver() {
        Set<Integer> open = ConcurrentHashMap.newKeySet();
        Outcomes<Object> outcomes = Concurrently.threads(3).rounds(20).run((worker, round) -> {
            open.add(round);
            assertThat(open).allMatch(other -> other == round || other == round - 1);
            open.remove(round - 1);
            return null;
        });
        assertThat(outcomes.allowOnly().successes()).isEqualTo(60);
    }

    @Test
    void outcomesAreOrderedByWorkerAndRound() {
        Outcomes<String> outcomes = Concurrently.threads(2).rounds(2).run((worker, round) -> worker + "/" + round);
        assertThat(outcomes.values()).containsExactly("0/0", "0/1", "1/0", "1/1");
    }

    @Test
    void errorsAreKeptAndOnlyTheAllowedOnesPass() {
        Outcomes<Integer> outcomes = Concurrently.threads(3).run((worker, round) -> 6 / worker);
        assertThat(outcomes.successes()).isEqualTo(2);
        assertThat(outcomes.allowOnly(ArithmeticException.class).values()).containsExactly(6, 3);
        assertThatThrownBy(() -> outcomes.allowOnly(IllegalStateException.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("1 of 3 operations failed")
                .hasCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    void operationsThatHangAreCutOffAndShown() {
        CountDownLatch never = new CountDownLatch(1);
        assertThatThrownBy(() -> Concurrently.threads(2)
                        .within(Duration.ofMillis(50))
                        .run((worker, round) -> {
                            never.await();
                            return LongStream.of(0);
                        }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not done within PT0.05S")
                .hasMessageContaining("concurrently-1");
    }
}
