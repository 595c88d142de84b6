package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.faults.CommitFault;
import dev.agentstorage.dsql.local.faults.Faults;
import dev.agentstorage.dsql.local.internal.backend.BackendConnection;
import dev.agentstorage.dsql.local.internal.backend.InternalStatements;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse.Kind;
import dev.agentstorage.dsql.local.internal.conflict.CommitOrder;
import dev.agentstorage.dsql.local.internal.conflict.Replay;
import dev.agentstorage.dsql.local.internal.conflict.RowLockCheck;
import dev.agentstorage.dsql.local.internal.protocol.ClientOutput;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.session.MessageUnit.Step;
import dev.agentstorage.dsql.local.internal.session.MessageUnit.WriteConflict;
import dev.agentstorage.dsql.local.internal.sql.Statement;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Begins transactions, commits them and rolls them back, and ends units of messages. Not thread-safe. */
final class TransactionControl {
    private final SessionContext session;
    private final BackendConnection backend;
    private final InternalStatements statements;
    private final ClientOutput out;
    private final MessageUnit unit;
    private final CommitOrder order;
    private final Faults faults;
    private final ResponseHandlers handlers;
    private final StatementAdmission admission;
    private final Replay replay;
    private final RowLockCheck rowLocks;
    private final Portals portals;
    /** The fault to apply at the end of the implicit transaction. */
    private @Nullable CommitFault implicitFault;

    TransactionControl(
            SessionContext session,
            ResponseHandlers handlers,
            StatementAdmission admission,
            Replay replay,
            Portals portals) {
        this.session = session;
        this.backend = session.backend();
        this.statements = session.internalStatements();
        this.out = session.out();
        this.unit = session.unit();
        this.order = session.endpoint().commitOrder();
        this.faults = session.endpoint().faults();
        this.handlers = handlers;
        this.admission = admission;
        this.replay = replay;
        this.rowLocks = new RowLockCheck(order, backend, statements);
        this.portals = portals;
    }

    /** Executes BEGIN, COMMIT or ROLLBACK. */
    void execute(Statement statement) throws IOException {
        switch (statement.kind()) {
            case BEGIN -> begin(statement.text());
            case COMMIT -> commit();
            default -> rollback();
        }
    }

    private void begin(String text) throws IOException {
        if (session.transaction().isExplicit()) {
            warn("25001", "there is already a transaction in progress");
        } else {
            beginBlock(text);
        }
        boolean started = text.strip().toLowerCase(Locale.ROOT).startsWith("start");
        tag(started ? "START TRANSACTION" : "BEGIN");
    }

    /** PostgreSQL takes the snapshot before BEGIN is answered, because a snapshot in the service is as of BEGIN. */
    private void beginBlock(String text) throws IOException {
        Transaction begun = session.transactions().open();
        begun.beginBlock();
        if (begun.isLazy()) {
            admission.takeSnapshot(begun);
        }
        statements.pipeline(text, handlers.onlyErrors());
        statements.pipeline(InternalStatements.Prepared.SNAPSHOT, PendingResponse.DISCARD);
    }

    private void warn(String code, String message) {
        backend.then(() -> out.warn(code, message));
    }

    private void tag(String tag) {
        backend.then(() -> out.tag(tag));
    }

    private void rollback() throws IOException {
        if (!readAllResponses()) {
            return;
        }
        Transaction open = session.transaction();
        if (open.isExplicit()) {
            rollBackInPostgres(open);
            end();
        } else {
            warn("25P01", "there is no transaction in progress");
            if (open.isImplicit()) {
                abandon();
            }
        }
        tag("ROLLBACK");
    }

    private void rollBackInPostgres(Transaction open) throws IOException {
        if (!open.isRolledBack()) {
            statements.rollback();
        }
    }

    private void commit() throws IOException {
        if (!readAllResponses()) {
            return;
        }
        Transaction open = session.transaction();
        if (open.isFailed()) {
            end();
            tag("ROLLBACK");
        } else if (open.isExplicit()) {
            commitBlock(open);
        } else {
            warn("25P01", "there is no transaction in progress");
            if (open.isImplicit()) {
                commitImplicit(open);
            }
            if (!unit.isSkipping()) {
                tag("COMMIT");
            }
        }
    }

    /** @return false if one of the responses is an error, so that the following messages are ignored */
    private boolean readAllResponses() throws IOException {
        boolean open = !session.transaction().isIdle();
        if (unit.hasUnreadWrites() || (open && backend.isUnsynced())) {
            backend.flush();
            resolveConflicts();
        }
        return !unit.isSkipping();
    }

    private void commitBlock(Transaction open) throws IOException {
        Optional<CommitFault> fault = open.writes() ? faults.onCommit() : Optional.empty();
        PgError objection = objectionToCommit(open, fault);
        byte @Nullable [] error;
        if (objection == null) {
            cutBeforeCommit(fault.orElse(null));
            error = order.commit(open, () -> statements.commit().errorMessage(), () -> {
                statements.rollback();
                return Objects.requireNonNull(open.conflict()).encode();
            });
        } else {
            error = objection.encode();
            rollBackInPostgres(open);
        }
        if (error == null) {
            committed(open);
        }
        end();
        if (error == null) {
            tag("COMMIT");
        } else {
            unit.skip();
            backend.then(() -> out.send(error));
        }
    }

    /** The error that prevents the commit, with the same precedence as in the service; null if there is none. */
    private @Nullable PgError objectionToCommit(Transaction open, Optional<CommitFault> fault) throws IOException {
        PgError objection = admission.expired(open).orElse(null);
        if (objection == null && fault.isPresent()) {
            objection = errorOf(fault.get());
        }
        if (objection == null && open.isDiverted()) {
            objection = PgError.dataConflict();
        }
        if (objection == null && open.isEvicted()) {
            objection = replay.restore(open);
        }
        return objection == null ? limitOrRowLock(open) : objection;
    }

    private @Nullable PgError limitOrRowLock(Transaction open) throws IOException {
        PgError objection = rowLocks.beforeCommit(open);
        return objection == null && admission.isTooLarge(open) ? admission.sizeExceeded(open) : objection;
    }

    /** The error of an injected fault; null if the transaction commits nevertheless. */
    private @Nullable PgError errorOf(CommitFault fault) {
        return switch (fault) {
            case CONFLICT -> PgError.dataConflict();
            case SCHEMA_CHANGE -> PgError.schemaConflict();
            case SERVER_UNAVAILABLE -> PgError.serverUnavailable();
            case CUT_AND_ROLL_BACK -> {
                out.endAfterMessage();
                yield PgError.dataConflict();
            }
            case CUT_AND_COMMIT, COMMIT_AND_CUT -> null;
        };
    }

    /** Applies a fault that disconnects the client although the transaction commits. */
    private void cutBeforeCommit(@Nullable CommitFault fault) throws IOException {
        if (fault == CommitFault.CUT_AND_COMMIT || fault == CommitFault.COMMIT_AND_CUT) {
            out.endAfterMessage();
        }
        if (fault == CommitFault.CUT_AND_COMMIT) {
            out.cut();
        }
    }

    private void committed(Transaction transaction) {
        long schema = order.committed(transaction);
        if (transaction.changesSchema()) {
            admission.schemaChanged(schema);
        }
        transaction.jobs().forEach(session.endpoint().jobs());
    }

    private void end() {
        order.ended(session.transaction());
        session.transactions().end();
        portals.clear();
        unit.forgetSteps();
    }

    /**
     * Applies an injected fault before the first write of an implicit transaction.
     *
     * @return whether the client gets an error
     */
    boolean failsImplicit(Transaction transaction) {
        if (transaction.isExplicit() || !transaction.writes() || implicitFault != null) {
            return false;
        }
        Optional<CommitFault> fault = faults.onCommit();
        if (fault.isEmpty()) {
            return false;
        }
        implicitFault = fault.get();
        PgError error = errorOf(implicitFault);
        if (error != null) {
            session.refuse(error);
        }
        return error != null;
    }

    /** Ends a unit of messages: reads all responses, ends an implicit transaction, sends ReadyForQuery. */
    void sync() throws IOException {
        Transaction open = session.transaction();
        if (open.isImplicit()) {
            commitImplicit(open);
        } else {
            backend.sync(PendingResponse.discardedSync());
            resolveConflicts();
            failAfterError();
        }
        unit.end();
        session.cancellation().take();
        session.preparedStatements().undoUnconfirmed();
        out.send(new MessageBuilder('Z').int8(status()).build());
    }

    private int status() {
        Transaction open = session.transaction();
        if (!open.isExplicit()) {
            return 'I';
        }
        return open.isFailed() ? 'E' : 'T';
    }

    /** Rolls PostgreSQL back immediately after an error in a transaction block, which releases the locks. */
    private void failAfterError() throws IOException {
        Transaction open = session.transaction();
        if (open.isExplicit() && unit.isSkipping() && !open.isFailed()) {
            rollBackInPostgres(open);
            open.fail();
            portals.clear();
        }
    }

    /** Resumes after conflicting writes, so that the client sees no conflict before COMMIT. */
    void resolveConflicts() throws IOException {
        for (WriteConflict met = unit.takeConflict(); met != null; met = unit.takeConflict()) {
            backend.sync(PendingResponse.discardedSync());
            List<Step> rest = unit.restartAt(met.step());
            PgError lost = replay.resumeAfterConflict(session.transaction(), met.error());
            if (lost != null) {
                session.refuse(lost);
            }
            for (Step step : rest) {
                if (!unit.isSkipping()) {
                    step.run();
                }
            }
            backend.sync(PendingResponse.discardedSync());
        }
    }

    private void commitImplicit(Transaction open) throws IOException {
        boolean mayExceed = open.size().maximumRows()
                > session.endpoint().options().transactions().rows();
        boolean locksRows = !open.log().lockingReads().isEmpty();
        if ((mayExceed || locksRows) && !unit.isSkipping()) {
            backend.flush();
        }
        if (unit.isSkipping()) {
            abandon();
            return;
        }
        PgError objection = limitOrRowLock(open);
        if (objection != null) {
            session.refuseNow(objection);
            abandon();
            return;
        }
        cutBeforeCommit(implicitFault);
        implicitFault = null;
        backend.sync(PendingResponse.of(Kind.SYNC, handlers.onlyErrors()));
        if (!unit.isSkipping()) {
            committed(open);
        }
        end();
    }

    /** Rolls an implicit transaction back. */
    private void abandon() throws IOException {
        implicitFault = null;
        statements.abortUnit();
        end();
    }

    /**
     * Releases the locks of the transaction because another one waits for them. Called while the session is idle.
     *
     * @param waiting the transaction that waits; null for a job
     * @param forSchema whether it waits in order to change the schema
     * @return false if the session has no transaction or waits for PostgreSQL
     */
    boolean releaseLocks(@Nullable Transaction waiting, boolean forSchema) throws IOException {
        session.abortTransfer();
        Transaction mine = session.transaction();
        if (mine.isIdle() || !backend.isQuiet()) {
            return false;
        }
        PgError reason = forSchema ? PgError.schemaConflict() : PgError.dataConflict();
        if (!mine.isExplicit()) {
            // The client has sent a Flush but not yet a Sync.
            statements.abortUnit();
            mine.lose(PgError.dataConflict());
        } else if (mine.isActive() && mine.log().isReplayable() && !forSchema) {
            replay.evict(mine);
            if (waiting != null && waiting.isExplicit()) {
                mine.conflictsWith(waiting);
            }
        } else if (!mine.isRolledBack()) {
            statements.rollback();
            mine.lose(reason);
        }
        return true;
    }
}
