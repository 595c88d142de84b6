package dev.agentstorage.dsql.local.internal.conflict;

import dev.agentstorage.dsql.local.internal.backend.BackendConnection;
import dev.agentstorage.dsql.local.internal.backend.InternalResult;
import dev.agentstorage.dsql.local.internal.backend.InternalStatements;
import dev.agentstorage.dsql.local.internal.backend.LockedRows;
import dev.agentstorage.dsql.local.internal.protocol.BindParameters;
import dev.agentstorage.dsql.local.internal.protocol.FrontendMessages;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.sql.RowLock;
import dev.agentstorage.dsql.local.internal.sql.TableName;
import dev.agentstorage.dsql.local.internal.transaction.LoggedStatement;
import dev.agentstorage.dsql.local.internal.transaction.PreparedSql;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Detects, at COMMIT, conflicts with row locks of transactions that committed after the snapshot. Not thread-safe. */
public final class RowLockCheck {
    private static final String LOCKED_ROWS = "SELECT * FROM dsql_local.own_row_locks()";
    private static final String IS_TABLE =
            "SELECT relkind = 'r' FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass('";

    private final CommitOrder order;
    private final BackendConnection backend;
    private final InternalStatements statements;

    public RowLockCheck(CommitOrder order, BackendConnection backend, InternalStatements statements) {
        this.order = order;
        this.backend = backend;
        this.statements = statements;
    }

    /**
     * Checks a transaction before its commit, and announces the rows that it has locked but not changed. The primary
     * keys of rows locked FOR UPDATE count towards the size of the transaction.
     *
     * @return the error if the transaction cannot commit; null if it can
     */
    public @Nullable PgError beforeCommit(Transaction transaction) throws IOException {
        if (!transaction.isActive() || !transaction.changesData()) {
            return null;
        }
        if (transaction.isExplicit() && order.conflictsWithRowLocks(transaction, backend.pid())) {
            return PgError.dataConflict();
        }
        List<LockedRows> locked = new ArrayList<>();
        Set<String> asked = new HashSet<>();
        for (LoggedStatement read : transaction.log().lockingReads()) {
            Query query = lockedRowsOf(read, transaction);
            if (asked.add(query.text + Arrays.hashCode(query.binding))) {
                InternalResult result = run(query, transaction);
                PgError error = result.error();
                if (error != null) {
                    return error;
                }
                result.rows().forEach(row -> locked.add(lockedRows(row, transaction)));
            }
        }
        order.announce(transaction, locked);
        return null;
    }

    private static final class Query {
        private final String text;
        private final byte[] types;
        private final byte[] binding;

        Query(String text, byte[] types, byte[] binding) {
            this.text = text;
            this.types = types;
            this.binding = binding;
        }

        Query(String text) {
            this(text, FrontendMessages.noTypes(), FrontendMessages.noParameters());
        }
    }

    private Query lockedRowsOf(LoggedStatement read, Transaction transaction) throws IOException {
        PreparedSql prepared = read.prepared();
        RowLock lock = prepared.statement().rowLock().orElseThrow();
        Optional<RowLock.Plain> plain = lock.plain();
        if (plain.isEmpty() || !isTable(plain.get().table(), transaction)) {
            return new Query(LOCKED_ROWS);
        }
        boolean forUpdate = lock.strength() == RowLock.Strength.FOR_UPDATE;
        return new Query(
                lockedRows(prepared.text(), plain.get(), forUpdate),
                prepared.types(),
                BindParameters.withoutResultFormats(read.binding()));
    }

    /**
     * A query for the locked rows. It contains the original statement, unused, so that the parameters keep their types.
     */
    private static String lockedRows(String statement, RowLock.Plain plain, boolean forUpdate) {
        String condition = plain.whereText().isEmpty() ? "" : "(" + plain.whereText() + "\n) AND ";
        String bytes = forUpdate ? "dsql_local.key_bytes(tableoid, pg_catalog.array_agg(ctid))" : "0";
        return "WITH _dsql_local AS MATERIALIZED (" + statement + "\n) SELECT tableoid, pg_catalog.array_agg(ctid), "
                + forUpdate + ", " + bytes + " FROM " + plain.tableText() + "\n WHERE " + condition
                + "xmin <> ALL (dsql_local.transactions_of(pg_catalog.pg_backend_pid())) GROUP BY tableoid";
    }

    /** Whether the name is a table. A view can be locked too, but has no row positions. */
    private boolean isTable(TableName name, Transaction transaction) throws IOException {
        String text = IS_TABLE + name.sql().replace("'", "''") + "')";
        return run(new Query(text), transaction).rows().equals(List.of(List.of("t")));
    }

    private InternalResult run(Query query, Transaction transaction) throws IOException {
        return transaction.isExplicit()
                ? statements.query(query.text, query.types, query.binding)
                : statements.queryWithinUnit(query.text, query.types, query.binding);
    }

    private static LockedRows lockedRows(List<@Nullable String> row, Transaction transaction) {
        transaction.size().addBytes(Long.parseLong(Objects.requireNonNull(row.get(3))));
        return new LockedRows(
                Long.parseLong(Objects.requireNonNull(row.get(0))),
                Objects.requireNonNull(row.get(1)),
                Objects.equals(row.get(2), "t"));
    }
}
