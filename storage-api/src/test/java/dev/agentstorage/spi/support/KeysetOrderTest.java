package dev.agentstorage.spi.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeysetOrderTest {
    private static final Position FIRST = new Position(1, List.of("a"));
    private static final Position LAST = new Position(9, List.of("z"));

    private final KeysetOrder order = KeysetOrder.of("created", "id");

    @Test
    void theOrderNamesEveryColumnInOneDirection() {
        assertThat(order.orderBy(Direction.ASC)).isEqualTo("ORDER BY created, id");
        assertThat(order.orderBy(Direction.DESC)).isEqualTo("ORDER BY created DESC, id DESC");
    }

    @Test
    void aWindowBeginsAfterItsPlaceAndEndsWithItsBound() {
        Window window = Window.after(Optional.of(FIRST), 10).endingAt(Optional.of(LAST));

        assertThat(order.condition(window, Direction.ASC))
                .contains("(created, id) > (?, ?) AND (created, id) <= (?, ?)");
        assertThat(order.condition(window, Direction.DESC))
                .contains("(created, id) < (?, ?) AND (created, id) >= (?, ?)");
        assertThat(KeysetOrder.places(window)).containsExactly(FIRST, LAST);
    }

    @Test
    void aBackwardWindowReadsTheOtherWay() {
        Window backward = new Window(Optional.of(LAST), Optional.empty(), 0, 5, false, true);

        assertThat(order.condition(backward, Direction.ASC)).contains("(created, id) < (?, ?)");
        assertThat(order.condition(backward, Direction.DESC)).contains("(created, id) > (?, ?)");
        assertThat(KeysetOrder.places(backward)).containsExactly(LAST);
    }

    @Test
    void aWindowOfTheWholeListingHasNoCondition() {
        assertThat(order.condition(Window.offset(5, 10), Direction.ASC)).isEmpty();
        assertThat(KeysetOrder.places(Window.offset(5, 10))).isEmpty();
    }

    @Test
    void thePlaceMayBeAnyExpressions() {
        KeysetOrder runs = KeysetOrder.of("created", "workflow", "run");

        assertThat(runs.after(Direction.ASC, "COALESCE(?, 0), ?, ?"))
                .isEqualTo("(created, workflow, run) > (COALESCE(?, 0), ?, ?)");
        assertThat(runs.until(Direction.DESC, "?, ?, ?")).isEqualTo("(created, workflow, run) >= (?, ?, ?)");
    }

    @Test
    void theLimitIsThatOfTheWindow() {
        assertThat(KeysetOrder.limit(Window.offset(0, 10))).isEqualTo("LIMIT ?");
        assertThat(KeysetOrder.limits(Window.offset(0, 10))).containsExactly(10L);
        assertThat(KeysetOrder.limit(Window.offset(20, 10))).isEqualTo("LIMIT ? OFFSET ?");
        assertThat(KeysetOrder.limits(Window.offset(20, 10))).containsExactly(10L, 20L);
        assertThat(KeysetOrder.limit(Window.everything())).isEmpty();
        assertThat(KeysetOrder.limits(Window.everything())).isEmpty();
        assertThat(KeysetOrder.limits(Window.offset(3, Long.MAX_VALUE))).containsExactly(Long.MAX_VALUE, 3L);
    }
}
