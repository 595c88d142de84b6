package dev.agentstorage.tck.model;

import java.time.Instant;

/** One step of a sequence. Immutable. */
sealed interface Operation {
    /** Appends a statement. */
    void print(JavaSource source);

    /**
     * A call of the API.
     *
     * @param expression the call
     * @param bumps whether it may change times of threads shortly afterwards (rules {@code MEM-36}, {@code MEM-114})
     */
    record Call(Expression expression, boolean bumps) implements Operation {
        @Override
        public void print(JavaSource source) {
            source.text("show(() -> ");
            expression.print(source);
            source.text(");");
        }

        @Override
        public String toString() {
            return JavaSource.of(expression);
        }
    }

    /** Sets the clock of both storages. */
    record SetClock(Instant now) implements Operation {
        @Override
        public void print(JavaSource source) {
            source.text("now.set(").literal(now).text(");");
        }

        @Override
        public String toString() {
            return "the clock is set to " + now;
        }
    }
}
