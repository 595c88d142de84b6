package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.session.Transaction.Logged;
import dev.agentstorage.dsql.local.internal.sql.RowLock;
import dev.agentstorage.dsql.local.internal.sql.Statement;
import dev.agentstorage.dsql.local.internal.sql.TableName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Row locks of transactions that have committed, as a transaction with an older snapshot meets them. */
final class Locking {
    private static final String LOCKED_ROWS = "SELECT * FROM dsql_local.own_row_locks()";
    private static final String IS_TABLE =
            "SELECT relkind = 'r' FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass('";

    private final State state;

    Locking(State state) {
        this.state = state;
    }

    /** Notes a statement that is about to run, if it locks rows. */
    void note(State.Portal portal, Transaction transaction) {
        if (portal.prepared.statement().rowLock().isPresent() && !portal.started) {
            transaction.lockingReads.add(new Logged(portal.prepared, portal.binding, null));
        }
    }

    /**
     * To be called before a commit: announces the rows that the transaction has locked and not changed. The primary keys of
     * those that it has locked FOR UPDATE count against the size of the transaction.
     *
     * @return why the transaction cannot commit, or null when it can
     */
    @Nullable
    PgError beforeCommit(Transaction transaction) throws IOException {
        if (transaction.place != Transaction.Place.REAL || !transaction.changesData) {
            return null;
        }
        if (transaction.isExplicit()) {
            List<CommittedLocks.Rows> unseen = state.shared.committedLocks().unseenBy(transaction);
            if (!unseen.isEmpty() && state.shared.arbiter().conflicts(state.backend.pid(), unseen)) {
                return PgError.dataConflict();
            }
        }
        List<CommittedLocks.Rows> locked = new ArrayList<>();
        Set<String> asked = new HashSet<>();
        for (Logged read : transaction.lockingReads) {
            Question question = question(read, transaction);
            if (asked.add(question.prepared.text() + Arrays.hashCode(question.binding))) {
                Hidden.Answer answer = ask(question, transaction);
                if (answer.error() != null) {
                    return answer.error();
                }
                answer.rows().forEach(row -> locked.add(rows(row, transaction)));
            }
        }
        state.shared.committedLocks().announce(transaction, locked);
        return null;
    }

    /** A hidden statement. */
    private static final class Question {
        private final Prepared prepared;
        private final byte[] binding;

        Question(Prepared prepared, byte[] binding) {
            this.prepared = prepared;
            this.binding = binding;
        }
    }

    private Question question(Logged read, Transaction transaction) throws IOException {
        Statement statement = read.prepared().statement();
        RowLock lock = statement.rowLock().orElseThrow();
        Optional<RowLock.Plain> plain = lock.plain();
        if (plain.isEmpty() || !isTable(plain.get().table(), statement, transaction)) {
            return withoutParameters(statement, LOCKED_ROWS);
        }
        boolean forUpdate = lock.strength() == RowLock.Strength.FOR_UPDATE;
        return new Question(
                read.prepared().withText(lockedRows(read.prepared().text(), plain.get(), forUpdate)),
                Bindings.withoutResultFormats(read.binding()));
    }

    /** The statement itself stands in the text, unused, so that its parameters have the types that they had. */
    private static String lockedRows(String statement, RowLock.Plain plain, boolean forUpdate) {
        String condition = plain.whereText().isEmpty() ? "" : "(" + plain.whereText() + "\n) AND ";
        String bytes = forUpdate ? "dsql_local.key_bytes(tableoid, pg_catalog.array_agg(ctid))" : "0";
        return "WITH _dsql_local AS MATERIALIZED (" + statement + "\n) SELECT tableoid, pg_catalog.array_agg(ctid), "
                + forUpdate + ", " + bytes + " FROM " + plain.tableText() + "\n WHERE " + condition
                + "xmin <> ALL (dsql_local.transactions_of(pg_catalog.pg_backend_pid())) GROUP BY tableoid";
    }

    /** A view may be locked too, but only a table shows where its rows are. */
    private boolean isTable(TableName name, Statement statement, Transaction transaction) throws IOException {
        String text = IS_TABLE + name.sql().replace("'", "''") + "')";
        return ask(withoutParameters(statement, text), transaction).rows().equals(List.of(List.of("t")));
    }

    private static Question withoutParameters(Statement statement, String text) {
        return new Question(new Prepared(statement, text, Hidden.NO_TYPES), Hidden.NO_PARAMETERS);
    }

    private Hidden.Answer ask(Question question, Transaction transaction) throws IOException {
        return state.hidden.ask(question.prepared, question.binding, !transaction.isExplicit());
    }

    private static CommittedLocks.Rows rows(List<@Nullable String> row, Transaction transaction) {
        transaction.bytes += Long.parseLong(Objects.requireNonNull(row.get(3)));
        return new CommittedLocks.Rows(
                Long.parseLong(Objects.requireNonNull(row.get(0))),
                Objects.requireNonNull(row.get(1)),
                Objects.equals(row.get(2), "t"));
    }
}
