package dev.agentstorage.spi.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.spi.BulkStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StepSizeTest {
    private final TooLargeException tooLarge =
            new TooLargeException("change-too-large", "too large", "rows", 1, 2, "change less");

    private final AtomicLong nanos = new AtomicLong();
    private final List<Integer> tried = new ArrayList<>();
    private final StepSize steps =
            new StepSize(Duration.ofSeconds(10), nanos::get, e -> e.code().equals("change-too-large"));

    /** Takes a limited number of rows, and a second for each attempt. */
    private BulkStep step(int rows, int most) {
        tried.add(rows);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        if (rows > most) {
            throw tooLarge;
        }
        return new BulkStep(rows, false);
    }

    @Test
    void aStepIsAsLargeAsItMayBeWhileThatWorks() {
        assertThat(steps.run(100, rows -> step(rows, 100)).affected()).isEqualTo(100);
        assertThat(steps.run(70, rows -> step(rows, 100)).affected()).isEqualTo(70);
        assertThat(tried).containsExactly(100, 70);
    }

    @Test
    void aStepThatIsTooMuchIsHalvedAndLaterOnesGrowSlowly() {
        assertThat(steps.run(100, rows -> step(rows, 30)).affected()).isEqualTo(25);
        assertThat(steps.run(100, rows -> step(rows, 30)).affected()).isEqualTo(29);
        assertThat(tried).containsExactly(100, 50, 25, 29);
    }

    @Test
    void oneRowThatIsTooMuchIsAnError() {
        assertThatThrownBy(() -> steps.run(4, rows -> step(rows, 0))).isSameAs(tooLarge);
        assertThat(tried).containsExactly(4, 2, 1);
    }

    @Test
    void afterTheDeadlineNoStepIsTakenAgain() {
        assertThatThrownBy(() -> steps.run(1 << 20, rows -> step(rows, 0))).isSameAs(tooLarge);
        assertThat(tried).hasSize(10);
    }

    @Test
    void anyOtherErrorIsThatOfTheCaller() {
        StorageException other = new UnavailableException("down", "down", Map.of());

        assertThatThrownBy(() -> steps.run(100, rows -> {
                    tried.add(rows);
                    throw other;
                }))
                .isSameAs(other);
        assertThat(tried).containsExactly(100);
    }

    @Test
    void everyPartOfAListIsChangedOnce() {
        List<String> ids = List.of("a", "b", "c", "d", "e");

        List<String> changed = steps.all(ids, part -> {
            step(part.size(), 2);
            return part;
        });

        assertThat(changed).isEqualTo(ids);
        assertThat(tried).containsExactly(5, 2, 3, 1, 2);
    }

    @Test
    void usuallyOnlySizeIsTooMuch() {
        StepSize usual = new StepSize(Duration.ofSeconds(10));
        StorageException other = new UnavailableException("down", "down", Map.of());

        assertThat(usual.run(8, rows -> step(rows, 3)).affected()).isEqualTo(2);
        assertThatThrownBy(() -> usual.run(2, rows -> {
                    throw other;
                }))
                .isSameAs(other);
    }
}
