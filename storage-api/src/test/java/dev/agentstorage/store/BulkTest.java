package dev.agentstorage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.spi.BulkStep;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BulkTest {
    private static final BulkStep IDLE = new BulkStep(0, false);

    private final Deque<BulkStep> steps = new ArrayDeque<>();

    @Test
    void stepsAreTakenUntilNothingIsLeft() {
        steps.addAll(List.of(new BulkStep(3, false), IDLE, new BulkStep(2, true)));

        assertThat(Bulk.run(steps::remove, BulkListener.NONE)).isEqualTo(new BulkResult(5, true));
    }

    /** Another process may have done the work of some steps. */
    @Test
    void idleStepsAreHarmlessWhenOthersFollow() {
        for (int i = 0; i < 10; i++) {
            steps.addAll(Collections.nCopies(99, IDLE));
            steps.add(new BulkStep(1, false));
        }
        steps.add(new BulkStep(0, true));

        assertThat(Bulk.run(steps::remove, BulkListener.NONE)).isEqualTo(new BulkResult(10, true));
    }

    @Test
    void stepsWithoutProgressEnd() {
        steps.add(new BulkStep(7, false));

        assertThatThrownBy(() -> Bulk.run(() -> steps.isEmpty() ? IDLE : steps.remove(), BulkListener.NONE))
                .isInstanceOfSatisfying(UnavailableException.class, e -> {
                    assertThat(e.code()).isEqualTo("no-progress");
                    assertThat(e.details()).isEqualTo(Map.of("rows", 7L, "attempts", 100));
                });
    }

    @Test
    void pruningWithoutProgressEnds() {
        steps.add(new BulkStep(7, false));

        assertThatThrownBy(() -> Prune.run(100, 10, rows -> steps.isEmpty() ? IDLE : steps.remove()))
                .isInstanceOfSatisfying(UnavailableException.class, e -> {
                    assertThat(e.code()).isEqualTo("no-progress");
                    assertThat(e.details()).isEqualTo(Map.of("rows", 7L, "attempts", 100));
                });
    }
}
