package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.session.Transaction.Logged;
import dev.agentstorage.dsql.local.internal.session.Transaction.Place;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Brings a transaction's work back after it had to give way, and lets one that has lost go on, so that its client sees
 * what it would see if it had won, until COMMIT.
 */
final class Recovery {
    private static final int MOST_ATTEMPTS = 20;

    private final State state;
    private final Sandbox sandbox;

    Recovery(State state) {
        this.state = state;
        this.sandbox = new Sandbox(state);
    }

    /** For the next statement of an evicted transaction. */
    boolean comeBack(Transaction transaction) throws IOException {
        return restore(transaction) || enterSandbox(transaction);
    }

    /**
     * Does all writes of an evicted transaction again, in the tables.
     *
     * @return false if that is not possible, or would not have given the client the same answers
     */
    boolean restore(Transaction transaction) throws IOException {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            PgError error = doAgain(transaction);
            if (error == null) {
                transaction.place = Place.REAL;
                return true;
            }
            back(transaction);
            boolean another = state.yielding || error.sqlState().equals("40P01");
            state.yielding = false;
            if (!another) {
                return false;
            }
        }
        return false;
    }

    private @Nullable PgError doAgain(Transaction transaction) throws IOException {
        for (Logged write : transaction.log) {
            Hidden.Answer answer = state.hidden.run(write.prepared(), write.prepared().text(), write.binding());
            if (answer.error() != null) {
                return answer.error();
            }
            if (differs(write, answer)) {
                return PgError.dataConflict();
            }
        }
        return null;
    }

    private static boolean differs(Logged write, Hidden.Answer answer) {
        Long digest = write.digest();
        return digest != null && digest != answer.digest();
    }

    /**
     * After a write that met another transaction.
     *
     * @return false if the transaction can't go on
     */
    boolean goOn(Transaction transaction, State.Meeting meeting) throws IOException {
        back(transaction);
        boolean again = state.yielding || meeting.error().sqlState().equals("40P01");
        state.yielding = false;
        return again && ++transaction.yields < MOST_ATTEMPTS ? comeBack(transaction) : enterSandbox(transaction);
    }

    private void back(Transaction transaction) throws IOException {
        state.hidden.backToSavepoint();
        transaction.place = Place.EVICTED;
        transaction.generation++;
    }

    private boolean enterSandbox(Transaction transaction) throws IOException {
        sandbox.clear();
        for (Logged write : transaction.log) {
            String text = sandbox.redirected(write.prepared());
            Hidden.Answer answer = state.hidden.run(write.prepared(), text, write.binding());
            if (answer.error() != null || differs(write, answer)) {
                return false;
            }
        }
        transaction.place = Place.SANDBOX;
        return true;
    }

    /** The text of a statement, with the copies in place of the tables. */
    String redirected(Prepared prepared) throws IOException {
        return sandbox.redirected(prepared);
    }
}
