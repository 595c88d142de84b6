package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.PgError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of a client up to the next Sync, or one simple query. Not thread-safe. */
final class MessageUnit {
    private final List<Step> steps = new ArrayList<>();
    private Phase phase = Phase.RUNNING;
    private boolean simple;
    private int unreadWrites;
    private @Nullable WriteConflict conflict;

    private enum Phase {
        /** Messages are handled. */
        RUNNING,
        /** An error is pending or was sent: messages are ignored. */
        SKIPPING,
        /**
         * Like SKIPPING, but the endpoint raised the error, without PostgreSQL: PostgreSQL's responses are discarded.
         */
        REFUSED
    }

    /** Handles a message; can be repeated. */
    interface Step {
        void run() throws IOException;
    }

    /**
     * A write that conflicts with another transaction.
     *
     * @param step the index of its message in the unit
     */
    record WriteConflict(int step, PgError error) {}

    /** Begins a simple query: the client did not send its Parse, Bind and Describe messages. */
    void beginSimpleQuery() {
        simple = true;
    }

    boolean isSimpleQuery() {
        return simple;
    }

    /** Ignores messages up to the Sync, after an error. */
    void skip() {
        if (phase == Phase.RUNNING) {
            phase = Phase.SKIPPING;
        }
    }

    /** Like {@link #skip()}, after an error of the endpoint: PostgreSQL's responses are also discarded. */
    void refuse() {
        phase = Phase.REFUSED;
    }

    boolean isSkipping() {
        return phase != Phase.RUNNING;
    }

    boolean isRefused() {
        return phase == Phase.REFUSED;
    }

    /** Records a message of a transaction block, so that it can be handled again after a conflict. */
    void record(Step step) {
        steps.add(step);
    }

    /** The index of the last recorded message. */
    int lastStep() {
        return steps.size() - 1;
    }

    /** Counts a write that was sent and whose response has not been read yet. */
    void writeSent() {
        unreadWrites++;
    }

    void writeAnswered() {
        unreadWrites--;
    }

    /** Forgets the pending writes: PostgreSQL ignores writes that were sent after an error. */
    void writesIgnored() {
        unreadWrites = 0;
    }

    boolean hasUnreadWrites() {
        return unreadWrites > 0;
    }

    /** Records a conflict: the write and all messages after it must be handled again. */
    void conflict(PgError error, int step) {
        skip();
        conflict = new WriteConflict(step, error);
    }

    boolean hasConflict() {
        return conflict != null;
    }

    /** Returns and clears the conflict; null if there is none. */
    @Nullable
    WriteConflict takeConflict() {
        WriteConflict taken = conflict;
        conflict = null;
        return taken;
    }

    /** Restarts the unit at a message. Returns the messages to handle again. */
    List<Step> restartAt(int step) {
        List<Step> rest = List.copyOf(steps.subList(step, steps.size()));
        steps.clear();
        phase = Phase.RUNNING;
        unreadWrites = 0;
        return rest;
    }

    /** Discards the recorded messages, after the transaction has ended. */
    void forgetSteps() {
        steps.clear();
    }

    /** Ends the unit, after its Sync was handled. */
    void end() {
        phase = Phase.RUNNING;
        unreadWrites = 0;
        steps.clear();
        simple = false;
    }
}
