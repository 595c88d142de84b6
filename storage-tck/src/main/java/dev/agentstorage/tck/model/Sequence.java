package dev.agentstorage.tck.model;

import java.time.Instant;
import java.util.List;

/**
 * A sequence of operations. Immutable.
 *
 * @param start the time of the clock before the first operation
 * @param operations the operations
 * @param state reads that return everything that the operations can store
 * @param threads reads of the threads whose times may change shortly after a call
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
