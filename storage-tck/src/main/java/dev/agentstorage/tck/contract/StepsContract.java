package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.tooLarge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.tck.run.Contract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Base of the contracts about the limits of bulk operations (rule {@code CORE-28}): tests use a storage with small steps, and one full step, one
 * more row, and two full steps.
 */
public abstract class StepsContract extends Contract {
    /** Made by the kit. */
    protected StepsContract() {}

    /** Returns the number of rows of one step. */
    final int rows() {
        return smallStorage().limits().atomicRows();
    }

    /** Runs the test with the rows of one step, with one more row, and with the rows of two steps. */
    final void edges(IntConsumer test) {
        IntStream.of(rows(), rows() + 1, 2 * rows()).forEach(count -> {
            try {
                test.accept(count);
            } catch (AssertionError e) {
                throw new AssertionError(count + " rows in steps of " + rows() + ": " + e.getMessage(), e);
            }
        });
    }

    /**
     * Runs an atomic change with the maximum number of rows, and asserts that it is rejected with more.
     *
     * @param change changes this number of rows and returns what it stored
     * @param state returns what is stored, which a rejected change must not alter
     */
    final <T> void atomic(IntFunction<List<T>> change, Supplier<Object> state) {
        edges(count -> {
            if (count <= rows()) {
                assertThat(change.apply(count)).hasSize(count);
            } else {
                Object before = state.get();
                assertThat(tooLarge("batch-too-large", () -> change.apply(count))
                                .size())
                        .as("size in the error")
                        .isEqualTo(count);
                assertThat(state.get()).as("what is stored").isEqualTo(before);
            }
        });
    }

    /** Stores rows in parts that fit into one call. */
    final <T, R> List<R> inParts(List<T> rows, Function<List<T>, List<R>> save) {
        List<R> saved = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += rows()) {
            saved.addAll(save.apply(rows.subList(from, Math.min(rows.size(), from + rows()))));
        }
        return saved;
    }

    /** Asserts that a bulk operation reports this number of rows, step by step. */
    final void affects(long expected, Function<BulkListener, BulkResult> operation) {
        List<Long> heard = new ArrayList<>();
        assertThat(operation.apply(heard::add)).isEqualTo(new BulkResult(expected, true));
        assertSteps(expected, heard);
    }

    /** Asserts that a listener was notified of small steps and of all rows. */
    final void assertSteps(long expected, List<Long> heard) {
        assertThat(heard).as("progress").isSorted().endsWith(expected);
        long last = 0;
        for (long affected : heard) {
            // the parent of the rows may be removed with the last of them
            assertThat(affected - last).as("rows of one step in %s", heard).isLessThanOrEqualTo(rows() + 1);
            last = affected;
        }
    }

    /** Returns the instant this number of seconds after {@link #base()}. */
    final Instant at(long seconds) {
        return base().plusSeconds(seconds);
    }
}
