package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.session.Transaction.Logged;
import dev.agentstorage.dsql.local.internal.sql.RowLock;
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

/** Lets rows that were locked count when their transaction commits, for those whose snapshot is older. */
final class Locking {
    private static final String MARK_LOCKED_ROWS = "SELECT dsql_local.mark_locked_rows()";
    private static final String KEY_SHARED_ROWS = "SELECT * FROM dsql_local.key_shared_rows()";
    private static final String IS_TABLE =
            "SELECT relkind = 'r' FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass('%s')";

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
     * Before a commit: writes the rows that were locked FOR UPDATE, unchanged, so that their new versions stand in the way
     * of a transaction that does not see this one, and announces those that were locked FOR KEY SHARE. The primary keys of
     * the former count against the size of the transaction.
     *
     * @return why that is not possible, or null when it was done
     */
    @Nullable
    PgError leaveMarks(Transaction transaction) throws IOException {
        if (transaction.place != Transaction.Place.REAL) {
            return null;
        }
        if (removesKeyShared(transaction)) {
            return PgError.dataConflict();
        }
        if (transaction.lockingReads.stream().anyMatch(Locking::sharesKeys)) {
            announceKeyShares(transaction);
        }
        Set<String> done = new HashSet<>();
        for (Logged read : transaction.lockingReads) {
            if (!updates(read)) {
                continue;
            }
            Optional<RowLock.Plain> plain = lock(read).plain();
            if (plain.isPresent() && !isTable(plain.get().table(), read, transaction)) {
                plain = Optional.empty();
            }
            Prepared marks = plain.isPresent()
                    ? read.prepared().withText(markRows(read.prepared().text(), plain.get()))
                    : new Prepared(read.prepared().statement(), MARK_LOCKED_ROWS, Hidden.NO_TYPES);
            byte[] binding = plain.isPresent() ? Bindings.withoutResultFormats(read.binding()) : Hidden.NO_PARAMETERS;
            PgError error =
                    done.add(marks.text() + Arrays.hashCode(binding)) ? mark(transaction, marks, binding) : null;
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    private static boolean updates(Logged read) {
        return lock(read).strength() == RowLock.Strength.FOR_UPDATE;
    }

    /** A statement that locks FOR UPDATE by a plain condition locks nothing else; any other one may. */
    private static boolean sharesKeys(Logged read) {
        return !updates(read) || lock(read).plain().isEmpty();
    }

    private static RowLock lock(Logged read) {
        return read.prepared().statement().rowLock().orElseThrow();
    }

    private void announceKeyShares(Transaction transaction) throws IOException {
        Prepared question =
                new Prepared(transaction.lockingReads.get(0).prepared().statement(), KEY_SHARED_ROWS, Hidden.NO_TYPES);
        Hidden.Answer answer = ask(question, Hidden.NO_PARAMETERS, transaction);
        List<KeyShares.Row> rows = new ArrayList<>();
        for (List<@Nullable String> row : answer.rows()) {
            rows.add(new KeyShares.Row(
                    Long.parseLong(Objects.requireNonNull(row.get(0))), Objects.requireNonNull(row.get(1))));
        }
        state.shared.keyShares().announce(transaction, rows);
    }

    /** Whether the transaction has removed a row that one has locked FOR KEY SHARE which its snapshot does not see. */
    private boolean removesKeyShared(Transaction transaction) throws IOException {
        if (!transaction.isExplicit() || !transaction.changesData) {
            return false;
        }
        List<KeyShares.Row> unseen = state.shared.keyShares().unseenBy(transaction);
        return !unseen.isEmpty() && state.shared.arbiter().removesAny(state.backend.pid(), unseen);
    }

    /** A view may be locked too, but only a table shows where its rows are. */
    private boolean isTable(TableName name, Logged read, Transaction transaction) throws IOException {
        String text = String.format(IS_TABLE, name.sql().replace("'", "''"));
        Prepared question = new Prepared(read.prepared().statement(), text, Hidden.NO_TYPES);
        return ask(question, Hidden.NO_PARAMETERS, transaction).rows().equals(List.of(List.of("t")));
    }

    private Hidden.Answer ask(Prepared prepared, byte[] binding, Transaction transaction) throws IOException {
        return state.hidden.ask(prepared, binding, !transaction.isExplicit());
    }

    /** The statement itself stands in the text, unused, so that its parameters have the types that they had. */
    private static String markRows(String statement, RowLock.Plain plain) {
        return "WITH _dsql_local AS MATERIALIZED (" + statement
                + "\n) SELECT dsql_local.mark_rows(tableoid, pg_catalog.array_agg(ctid)) FROM " + plain.tableText()
                + (plain.whereText().isEmpty() ? "" : " WHERE " + plain.whereText()) + "\n GROUP BY tableoid";
    }

    private @Nullable PgError mark(Transaction transaction, Prepared marks, byte[] binding) throws IOException {
        Hidden.Answer answer = ask(marks, binding, transaction);
        for (List<@Nullable String> row : answer.rows()) {
            String bytes = row.get(0);
            transaction.bytes += bytes == null ? 0 : Long.parseLong(bytes);
        }
        return answer.error();
    }
}
