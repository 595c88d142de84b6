package dev.agentstorage.tck.model;

import java.time.Instant;
import java.util.List;

/**
 * A sequence of operations. Immutable.
 *
 * @param start what the clock shows before the first operation
 * @param operations the operations
 * @param state reads that show the whole state that the operations can make
 * @param threads reads of the threads whose times may move a moment after a call
 */
record Sequence(Instant start, List<Operation> operations, List<Expression> state, List<Expression> threads) {
    Sequence {
        operations = List.copyOf(operations);
        state = List.copyOf(state);
        threads = List.copyOf(threads);
    }

    Sequence with(List<Operation> others) {
        return new Sequence(start, others, state, threads);
    }
}
