package dev.agentstorage.spi.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Over the numbers 0 to 1,999. */
class FilteredScanTest {
    private static final int ROWS = 2_000;

    private final List<Window> asked = new ArrayList<>();
    private long read;

    private FilteredScan<Long> scan(Predicate<Long> filter, long bound) {
        return new FilteredScan<>(this::rows, FilteredScanTest::place, filter, new FilterBound(bound, "most"));
    }

    private List<Long> rows(Window window) {
        asked.add(window);
        List<Long> rows = inside(window);
        read += rows.size();
        return rows;
    }

    private static List<Long> inside(Window window) {
        return LongStream.range(0, ROWS)
                .boxed()
                .filter(row -> window.after().isEmpty()
                        || place(row).compareTo(window.after().get()) > 0)
                .skip(window.offset())
                .limit(window.limit())
                .toList();
    }

    private static Position place(long row) {
        return new Position(row, List.of("id"));
    }

    @Test
    void aWindowHasTheFirstRowsThatPass() {
        Predicate<Long> hundreds = row -> row % 100 == 0;

        assertThat(scan(hundreds, ROWS).read(Window.offset(0, 3))).containsExactly(0L, 100L, 200L);
        assertThat(scan(hundreds, ROWS).read(Window.offset(2, 3))).containsExactly(200L, 300L, 400L);
        assertThat(scan(hundreds, ROWS).read(Window.after(Optional.of(place(1_700)), 9)))
                .containsExactly(1_800L, 1_900L);
        assertThat(scan(hundreds, ROWS).count()).isEqualTo(20);
    }

    @Test
    void readingContinuesByKeyAndStopsWithTheWindow() {
        assertThat(scan(row -> true, ROWS).read(Window.offset(5, 5))).containsExactly(5L, 6L, 7L, 8L, 9L);
        assertThat(asked).containsExactly(Window.offset(0, 50));
        asked.clear();

        scan(row -> row >= 100, ROWS).read(Window.offset(0, 1));

        assertThat(asked).containsExactly(Window.offset(0, 50), Window.after(Optional.of(place(49)), 100));
    }

    @Test
    void asManyRowsAsTheBoundAreReadAndNotOneMore() {
        assertThat(scan(row -> false, ROWS).read(Window.everything())).isEmpty();
        assertThat(scan(row -> false, ROWS).count()).isZero();
        read = 0;

        TooLargeException error = catchThrowableOfType(
                TooLargeException.class, () -> scan(row -> false, 700).read(Window.everything()));

        assertThat(error.code()).isEqualTo("filter-too-wide");
        assertThat(error.field()).isEqualTo("most");
        assertThat(error.limit()).isEqualTo(700);
        assertThat(error.size()).isEqualTo(701);
        assertThat(error.details().get("hint")).asString().endsWith("raise most");
        assertThat(read).isEqualTo(701);
        assertThat(catchThrowableOfType(
                                TooLargeException.class,
                                () -> scan(row -> true, ROWS - 1).count())
                        .size())
                .isEqualTo(ROWS);
    }
}
