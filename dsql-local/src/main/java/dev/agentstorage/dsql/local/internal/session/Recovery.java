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

    /**
     * For the next statement of an evicted transaction.
     *
     * @return why that is not possible, or null when it was done
     */
    @Nullable
    PgError comeBack(Transaction transaction) throws IOException {
        PgError error = restore(transaction);
        return error == null || isCancelled(error) ? error : enterSandbox(transaction);
    }

    private static boolean isCancelled(PgError error) {
        return error.sqlState().equals(Answers.CANCELLED);
    }

    /**
     * Does all writes of an evicted transaction again, in the tables.
     *
     * @return why that is not possible, or would not have given the client the same answers; null when it was done
     */
    @Nullable
    PgError restore(Transaction transaction) throws IOException {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            PgError error = doAgain(transaction);
            if (error == null) {
                transaction.place = Place.REAL;
                return null;
            }
            back(transaction);
            boolean another = state.yielding || error.sqlState().equals("40P01");
            state.yielding = false;
            if (!another) {
                return isCancelled(error) ? error : PgError.dataConflict();
            }
        }
        return PgError.dataConflict();
    }

    private @Nullable PgError doAgain(Transaction transaction) throws IOException {
        for (Logged write : transaction.log) {
            Hidden.Answer answer =
                    state.hidden.run(write.prepared(), write.prepared().text(), write.binding());
            if (answer.error() != null) {
                return answer.error();
            }
            if (write.differs(answer.digest())) {
                return PgError.dataConflict();
            }
        }
        return null;
    }

    /**
     * After a write that met another transaction.
     *
     * @return why the transaction can't go on, or null when it does
     */
    @Nullable
    PgError goOn(Transaction transaction, State.Meeting meeting) throws IOException {
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

    private @Nullable PgError enterSandbox(Transaction transaction) throws IOException {
        sandbox.clear();
        for (Logged write : transaction.log) {
            String text = sandbox.redirected(write.prepared());
            Hidden.Answer answer = state.hidden.run(write.prepared(), text, write.binding());
            PgError error = answer.error();
            if (error != null || write.differs(answer.digest())) {
                return error != null && isCancelled(error) ? error : PgError.dataConflict();
            }
        }
        transaction.place = Place.SANDBOX;
        return null;
    }

    /** The text of a statement, with the copies in place of the tables. */
    String redirected(Prepared prepared) throws IOException {
        return sandbox.redirected(prepared);
    }
}
