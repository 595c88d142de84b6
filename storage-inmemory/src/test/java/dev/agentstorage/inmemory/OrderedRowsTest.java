package dev.agentstorage.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedRowsTest {
    @ParameterizedTest
    @ValueSource(ints = {20, 1_000, 100_000})
    void theLastTwentyCostTwentyRowsHoweverManyThereAre(int size) {
        OrderedRows<Integer> rows = rows(0, size, 1);
        AtomicInteger visited = new AtomicInteger();

        List<Integer> last = rows.list(counting(visited), Direction.DESC, Window.offset(0, 20));

        assertThat(last).hasSize(20).startsWith(size - 1).endsWith(size - 20);
        assertThat(visited).hasValue(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 50_000, 99_000})
    void theSliceAfterAPositionCostsItsRowsAtAnyDepth(int depth) {
        OrderedRows<Integer> rows = rows(0, 100_000, 1);
        AtomicInteger visited = new AtomicInteger();
        Optional<Position> after = Optional.of(Position.of(at(depth), id(depth)));

        List<Integer> slice = rows.list(counting(visited), Direction.ASC, Window.after(after, 5));

        assertThat(slice).containsExactly(depth + 1, depth + 2, depth + 3, depth + 4, depth + 5);
        assertThat(visited).hasValue(5);
    }

    @Test
    void rowsOfSeveralSourcesAreMergedInOrder() {
        List<OrderedRows<Integer>> sources = List.of(rows(0, 10, 2), rows(1, 10, 2));

        assertThat(OrderedRows.list(sources, TimeRange.ALL, row -> true, Direction.ASC, Window.everything()))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(OrderedRows.list(sources, TimeRange.ALL, row -> true, Direction.DESC, Window.offset(2, 3)))
                .containsExactly(7, 6, 5);
    }

    @Test
    void boundsAreInclusiveByDefault() {
        OrderedRows<Integer> rows = rows(0, 10, 1);
        TimeRange range = TimeRange.between(at(3), at(6));

        assertThat(all(rows, range)).containsExactly(3, 4, 5, 6);
        assertThat(all(rows, range.withoutStart())).containsExactly(4, 5, 6);
        assertThat(all(rows, range.withoutEnd())).containsExactly(3, 4, 5);
        assertThat(OrderedRows.count(List.of(rows), range.withoutStart().withoutEnd(), row -> true))
                .isEqualTo(2);
    }

    @Test
    void aRangeWithNothingInItIsEmpty() {
        OrderedRows<Integer> rows = rows(0, 10, 1);

        assertThat(all(rows, TimeRange.between(at(3), at(3)).withoutStart().withoutEnd()))
                .isEmpty();
        assertThat(all(rows, TimeRange.between(at(20), at(30)))).isEmpty();
        assertThat(all(new OrderedRows<>(), TimeRange.between(at(3), at(6)))).isEmpty();
    }

    @Test
    void aPositionOutsideTheRangeGivesWhatIsLeftOfIt() {
        OrderedRows<Integer> rows = rows(0, 10, 1);
        TimeRange range = TimeRange.between(at(3), at(6));

        assertThat(after(rows, range, Direction.ASC, 0)).containsExactly(3, 4, 5, 6);
        assertThat(after(rows, range, Direction.ASC, 4)).containsExactly(5, 6);
        assertThat(after(rows, range, Direction.ASC, 9)).isEmpty();
        assertThat(after(rows, range, Direction.DESC, 9)).containsExactly(6, 5, 4, 3);
        assertThat(after(rows, range, Direction.DESC, 5)).containsExactly(4, 3);
        assertThat(after(rows, range, Direction.DESC, 0)).isEmpty();
        assertThat(after(rows, TimeRange.from(at(8)), Direction.ASC, 1)).containsExactly(8, 9);
        assertThat(after(rows, TimeRange.until(at(1)), Direction.ASC, 8)).isEmpty();
        assertThat(after(rows, TimeRange.between(at(20), at(30)), Direction.ASC, 1))
                .isEmpty();
    }

    @Test
    void rowsOfOneInstantAreOrderedByTheBytesOfTheirIds() {
        OrderedRows<String> rows = new OrderedRows<>();
        for (String id : List.of("\uD83D\uDE00", "\uFF5E", "a", "Z", "é")) {
            rows.put(Position.of(at(0), id), id);
        }

        assertThat(rows.list(row -> true, Direction.ASC, Window.everything()))
                .containsExactly("Z", "a", "é", "\uFF5E", "\uD83D\uDE00");
    }

    private static Predicate<Integer> counting(AtomicInteger visited) {
        return row -> visited.incrementAndGet() > 0;
    }

    private static List<Integer> after(OrderedRows<Integer> rows, TimeRange range, Direction direction, int last) {
        Window window = Window.after(Optional.of(Position.of(at(last), id(last))), 20);
        return OrderedRows.list(List.of(rows), range, row -> true, direction, window);
    }

    private static List<Integer> all(OrderedRows<Integer> rows, TimeRange range) {
        return OrderedRows.list(List.of(rows), range, row -> true, Direction.ASC, Window.everything());
    }

    private static OrderedRows<Integer> rows(int from, int to, int step) {
        OrderedRows<Integer> rows = new OrderedRows<>();
        for (int i = from; i < to; i += step) {
            rows.put(Position.of(at(i), id(i)), i);
        }
        return rows;
    }

    private static Instant at(int second) {
        return Instant.ofEpochSecond(second);
    }

    private static String id(int i) {
        return "id" + i;
    }
}
