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
        /** An error is due or was sent: messages are ignored. */
        SKIPPING,
        /** As SKIPPING, after an error of the endpoint that PostgreSQL does not know: its responses are dropped. */
        REFUSED
    }

    /** A message that can be handled again. */
    interface Step {
        void run() throws IOException;
    }

    /**
     * A write that met another transaction.
     *
     * @param step the number of its message in the unit
     */
    record WriteConflict(int step, PgError error) {}

    /** The unit is a simple query, whose Parse, Bind and Describe the client does not know. */
    void beginSimpleQuery() {
        simple = true;
    }

    boolean isSimpleQuery() {
        return simple;
    }

    /** An error ends the unit, as far as the client sees: messages up to the Sync are ignored. */
    void skip() {
        if (phase == Phase.RUNNING) {
            phase = Phase.SKIPPING;
        }
    }

    /** As {@link #skip()} after an error of the endpoint: responses of PostgreSQL are dropped, too. */
    void refuse() {
        phase = Phase.REFUSED;
    }

    boolean isSkipping() {
        return phase != Phase.RUNNING;
    }

    boolean isRefused() {
        return phase == Phase.REFUSED;
    }

    /** Records a message of a transaction block, to be handled again after a conflict. */
    void record(Step step) {
        steps.add(step);
    }

    /** The number of the message that was recorded last. */
    int lastStep() {
        return steps.size() - 1;
    }

    /** A write was sent whose response was not read yet. */
    void writeSent() {
        unreadWrites++;
    }

    void writeAnswered() {
        unreadWrites--;
    }

    /** PostgreSQL ignores the writes that were sent after an error. */
    void writesIgnored() {
        unreadWrites = 0;
    }

    boolean hasUnreadWrites() {
        return unreadWrites > 0;
    }

    /** A write met another transaction: it and what follows are to be handled again. */
    void conflict(PgError error, int step) {
        skip();
        conflict = new WriteConflict(step, error);
    }

    boolean hasConflict() {
        return conflict != null;
    }

    /** The conflict, if there is one; there is none any more. */
    @Nullable
    WriteConflict takeConflict() {
        WriteConflict taken = conflict;
        conflict = null;
        return taken;
    }

    /** Starts over at a message. @return the messages to be handled again */
    List<Step> restartAt(int step) {
        List<Step> rest = List.copyOf(steps.subList(step, steps.size()));
        steps.clear();
        phase = Phase.RUNNING;
        unreadWrites = 0;
        return rest;
    }

    /** The transaction has ended: its messages are not handled again. */
    void forgetSteps() {
        steps.clear();
    }

    /** The Sync was handled. */
    void end() {
        phase = Phase.RUNNING;
        unreadWrites = 0;
        steps.clear();
        simple = false;
    }
}
