package dev.agentstorage.spi.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryTest {
    private final IOException conflict = new IOException("conflict");

    /** Time passes only by waiting. */
    private static final class Clock implements Backoff.Waiting {
        private final List<Long> pauses = new ArrayList<>();
        private boolean interrupt;

        @Override
        public long nanos() {
            return pauses.stream().mapToLong(Long::longValue).sum();
        }

        @Override
        public void pause(long nanos) throws InterruptedException {
            if (interrupt) {
                throw new InterruptedException();
            }
            pauses.add(nanos);
        }
    }

    private final Clock clock = new Clock();
    private final AtomicInteger attempts = new AtomicInteger();

    private String failing(int times) throws IOException {
        if (attempts.incrementAndGet() <= times) {
            throw conflict;
        }
        return "done";
    }

    private boolean isConflict(Exception e) {
        return e == conflict;
    }

    @Test
    void workIsRepeatedUntilNothingIsInItsWay() throws IOException {
        Retry retry = new Retry(RetryPolicy.STANDARD, clock);

        assertThat(retry.run(() -> failing(5), this::isConflict)).isEqualTo("done");
        assertThat(attempts).hasValue(6);
        assertThat(clock.pauses).hasSize(5);
    }

    @Test
    void anythingElseIsNotRepeated() {
        IOException other = new IOException("other");

        assertThatThrownBy(() -> new Retry(RetryPolicy.STANDARD, clock)
                        .run(
                                () -> {
                                    attempts.incrementAndGet();
                                    throw other;
                                },
                                this::isConflict))
                .isSameAs(other);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void whenTheAttemptsAreUsedUpTheErrorIsAConflict() {
        Retry retry = new Retry(new RetryPolicy(3, Duration.ofDays(1)), clock);

        ConflictException error =
                catchThrowableOfType(ConflictException.class, () -> retry.run(() -> failing(9), this::isConflict));

        assertThat(error.code()).isEqualTo("retries-exhausted");
        assertThat(error.details()).hasToString("{attempts=3}");
        assertThat(error).hasCause(conflict);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void noAttemptBeginsAfterTheDeadline() {
        Retry retry = new Retry(new RetryPolicy(1_000_000, Duration.ofSeconds(20)), clock);

        assertThat(catchThrowableOfType(
                                ConflictException.class, () -> retry.run(() -> failing(1_000_000), this::isConflict))
                        .code())
                .isEqualTo("retries-exhausted");
        assertThat(clock.nanos()).isBetween(1L, Duration.ofSeconds(20).toNanos());
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() {
        clock.interrupt = true;

        UnavailableException error = catchThrowableOfType(
                UnavailableException.class,
                () -> new Retry(RetryPolicy.STANDARD, clock).run(() -> failing(9), this::isConflict));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(error.code()).isEqualTo("interrupted");
        assertThat(error).hasCause(conflict);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void waitsAreRandomBelowABoundThatDoublesUpToASecond() throws InterruptedException {
        long[] longest = new long[10];
        for (int seed = 0; seed < 200; seed++) {
            clock.pauses.clear();
            Backoff backoff = new Backoff(new RetryPolicy(11, Duration.ofDays(1)), clock, new Random(seed));
            for (int i = 0; i < longest.length; i++) {
                assertThat(backoff.attempt()).isEqualTo(i + 1);
                assertThat(backoff.next()).isTrue();
                longest[i] = Math.max(longest[i], clock.pauses.get(i));
            }
            assertThat(backoff.next()).isFalse();
        }
        for (int i = 0; i < longest.length; i++) {
            long bound = Math.min(1_000_000_000L, 15_000_000L << i);
            assertThat(longest[i]).isBetween(bound / 2, bound);
        }
    }

    @Test
    void anAttemptThatDoesNotCountLeavesTheOthers() throws InterruptedException {
        Backoff backoff = new Backoff(new RetryPolicy(2, Duration.ofDays(1)), clock, new Random(1));

        assertThat(backoff.nextUncounted()).isTrue();
        assertThat(backoff.nextUncounted()).isTrue();
        assertThat(backoff.next()).isTrue();
        assertThat(backoff.next()).isFalse();
        assertThat(backoff.attempt()).isEqualTo(4);
    }

    @Test
    void theUsualWaitIsASleepThatAnInterruptEnds() {
        Thread.currentThread().interrupt();

        assertThat(catchThrowableOfType(
                                UnavailableException.class,
                                () -> new Retry(RetryPolicy.STANDARD).run(() -> failing(9), this::isConflict))
                        .code())
                .isEqualTo("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }
}
