package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.faults.StatementFault;
import dev.agentstorage.dsql.local.internal.backend.BackendConnection;
import dev.agentstorage.dsql.local.internal.backend.InternalStatements;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse.Kind;
import dev.agentstorage.dsql.local.internal.conflict.Replay;
import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.FrontendMessages;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.session.MessageUnit.Step;
import dev.agentstorage.dsql.local.internal.sql.SqlParser;
import dev.agentstorage.dsql.local.internal.sql.Statement;
import dev.agentstorage.dsql.local.internal.sql.StatementKind;
import dev.agentstorage.dsql.local.internal.transaction.PreparedSql;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Handles a client's messages: refuses what the service refuses, sends everything else to PostgreSQL together with the
 * required internal statements, and selects the handler of each response. Responses are read at the end of a unit of
 * messages. Not thread-safe.
 */
final class StatementPipeline {
    private final SessionContext session;
    private final BackendConnection backend;
    private final MessageUnit unit;
    private final StatementAdmission admission;
    private final ResponseHandlers handlers;
    private final WriteHandlers writes;
    private final Replay replay;
    private final Portals portals;
    private final TransactionControl control;
    private final JobStatements jobs;
    private final FaultStatements faults;

    StatementPipeline(SessionContext session) {
        this.session = session;
        this.backend = session.backend();
        this.unit = session.unit();
        this.admission = new StatementAdmission(session.endpoint());
        this.handlers = new ResponseHandlers(session);
        this.writes = new WriteHandlers(session, handlers);
        this.replay = new Replay(backend, session.internalStatements(), session.cancellation());
        this.portals = new Portals(session, handlers, replay);
        this.control = new TransactionControl(session, handlers, admission, replay, portals);
        this.jobs = new JobStatements(session, handlers);
        this.faults = new FaultStatements(session);
    }

    TransactionControl transactions() {
        return control;
    }

    /** Handles a simple query: all statements of the text, as one unit. */
    void query(String text) throws IOException {
        unit.beginSimpleQuery();
        List<Statement> statements = SqlParser.parse(text);
        if (statements.isEmpty()) {
            backend.then(() -> session.out().send(MessageBuilder.empty('I')));
        }
        for (Statement statement : statements) {
            if (!proceeds()) {
                break;
            }
            run(statement);
        }
        sync();
    }

    private void run(Statement statement) throws IOException {
        if (statement.kind().controlsTransaction()) {
            if (accepts(statement)) {
                control.execute(statement);
            }
            return;
        }
        prepare("", statement, FrontendMessages.noTypes());
        bind("", "", FrontendMessages.noParameters());
        describe('P', "");
        execute("", 0);
    }

    /** Whether the next message of the unit is handled; false after an error. */
    private boolean proceeds() throws IOException {
        control.resolveConflicts();
        return !unit.isSkipping();
    }

    /**
     * Whether a message is sent to PostgreSQL; if so, prepares the transaction for it. Otherwise the client gets an
     * error, unless it already got one in this unit.
     *
     * @param statement the statement of the message; null if there is none or it does not exist
     */
    private boolean accepts(@Nullable Statement statement) throws IOException {
        if (!proceeds()) {
            return false;
        }
        Transaction transaction = session.transactions().open();
        if (statement != null) {
            Optional<PgError> objection = admission.objectionTo(statement, transaction);
            if (objection.isPresent()) {
                session.refuse(objection.get());
                return false;
            }
            if (statement.kind().controlsTransaction()) {
                return true;
            }
        }
        PgError lost = transaction.isEvicted() ? replay.resume(transaction) : null;
        if (lost != null) {
            session.refuse(lost);
        }
        return lost == null;
    }

    private static @Nullable Statement statementOf(@Nullable PreparedSql prepared) {
        return prepared == null ? null : prepared.statement();
    }

    /**
     * Records a message of a transaction block, to be handled again if an earlier write conflicts with another
     * transaction.
     */
    private void record(Step step) {
        if (session.transaction().isExplicit()) {
            unit.record(step);
        }
    }

    void parse(String name, String text, byte[] types) throws IOException {
        if (!proceeds()) {
            return;
        }
        List<Statement> statements = SqlParser.parse(text);
        if (statements.size() == 1) {
            prepare(name, statements.get(0), types);
        } else if (accepts(null)) {
            // Zero or several statements: PostgreSQL itself refuses several.
            record(() -> parse(name, text, types));
            backend.send(FrontendMessages.parse(name, text, types), handlers.passed(Kind.PARSE));
        }
    }

    private void prepare(String name, Statement statement, byte[] types) throws IOException {
        if (!accepts(statement)) {
            return;
        }
        record(() -> prepare(name, statement, types));
        PreparedSql prepared = StatementRewrite.prepare(statement, types);
        session.preparedStatements().prepare(name, prepared);
        backend.send(prepared.parseMessage(name), handlers.named(Kind.PARSE, name));
    }

    void bind(String portal, String name, byte[] binding) throws IOException {
        PreparedSql prepared = proceeds() ? session.preparedStatements().get(name) : null;
        if (!accepts(statementOf(prepared))) {
            return;
        }
        record(() -> bind(portal, name, binding));
        String target = name;
        if (prepared != null) {
            portals.put(portal, prepared, binding);
            target = portals.statementFor(prepared, name);
        }
        if (!unit.isSkipping()) {
            backend.send(FrontendMessages.bind(portal, target, binding), handlers.passed(Kind.BIND));
        }
    }

    /** Like {@link #bind}, for a read whose parameters are too long to buffer: they are streamed. */
    void bindLong(String portal, String name, FrameReader frame) throws IOException {
        PreparedSql prepared = proceeds() ? session.preparedStatements().get(name) : null;
        if (prepared == null || !accepts(prepared.statement())) {
            frame.skip();
            if (!unit.isSkipping()) {
                session.refuse(PgError.of("26000", "prepared statement \"" + name + "\" does not exist"));
            }
            return;
        }
        portals.putUnrepeatable(portal, prepared);
        backend.sendInPieces(portal, portals.statementFor(prepared, name), frame, handlers.passed(Kind.BIND));
    }

    /** The prepared statement with this name; null if the client has not prepared it. */
    @Nullable
    PreparedSql prepared(String name) {
        return session.preparedStatements().get(name);
    }

    void describe(int what, String name) throws IOException {
        if (!proceeds()) {
            return;
        }
        Portal portal = what == 'P' ? portals.get(name) : null;
        PreparedSql prepared = what == 'S' ? prepared(name) : portal == null ? null : portal.prepared();
        Statement statement = statementOf(prepared);
        if (!accepts(statement) || !portals.rebind(portal, name)) {
            return;
        }
        record(() -> describe(what, name));
        PendingResponse response = statement != null && StatementRewrite.isReplaced(statement)
                ? handlers.replacedDescription(statement)
                : handlers.passed(Kind.DESCRIBE);
        backend.send(FrontendMessages.describe(what, name), response);
    }

    void execute(String name, int maxRows) throws IOException {
        if (!proceeds()) {
            return;
        }
        Portal portal = portals.get(name);
        if (!accepts(portal == null ? null : portal.statement())) {
            return;
        }
        if (portal == null) {
            record(() -> execute(name, maxRows));
            backend.send(FrontendMessages.execute(name, maxRows), handlers.passed(Kind.EXECUTE));
        } else if (StatementRewrite.isFaultCall(portal.statement())) {
            faults.execute(portal);
        } else if (portal.statement().kind().controlsTransaction()) {
            control.execute(portal.statement());
        } else if (isAdmitted(portal)) {
            perform(name, portal, maxRows);
        }
    }

    private boolean isAdmitted(Portal portal) {
        if (isFailedByFault()) {
            return false;
        }
        Transaction transaction = session.transactions().open();
        Optional<PgError> objection = admission.admit(portal.statement(), transaction, portal.bytes());
        if (objection.isPresent()) {
            session.refuse(objection.get());
            return false;
        }
        return !control.failsImplicit(transaction);
    }

    private boolean isFailedByFault() {
        Optional<StatementFault> fault = session.endpoint().faults().onStatement();
        if (fault.isEmpty()) {
            return false;
        }
        switch (fault.get()) {
            case SCHEMA_CHANGE -> session.refuse(PgError.schemaConflict());
            case SERVER_UNAVAILABLE -> session.refuse(PgError.serverUnavailable());
            case TEMP_SPACE_EXCEEDED -> session.refuse(PgError.tempSpaceExceeded());
            case CUT -> {
                session.out().endAfterMessage();
                unit.skip();
            }
        }
        return true;
    }

    private void perform(String name, Portal portal, int maxRows) throws IOException {
        if (!portals.rebind(portal, name)) {
            return;
        }
        record(() -> performAgain(name, maxRows));
        Transaction transaction = session.transaction();
        switch (portal.statement().kind()) {
            case WRITE, LOCKING_READ -> write(name, portal, transaction, maxRows);
            case DDL -> changeSchema(name, portal, transaction);
            case ASYNC_INDEX, ASYNC_VALIDATE, IAM -> {
                setSavepoint(transaction);
                jobs.execute(name, portal, transaction);
            }
            case DEALLOCATE_ALL -> jobs.deallocateAll(name);
            case COPY_IN -> {
                setSavepoint(transaction);
                new CopyIn(session, handlers, writes, admission, transaction).execute(name);
            }
            default -> {
                if (portal.statement().kind() == StatementKind.SET
                        && transaction.log().hasSavepoint()) {
                    transaction.log().addWrite(portal.logged(null));
                }
                portal.start();
                backend.send(FrontendMessages.execute(name, maxRows), handlers.passed(Kind.EXECUTE));
            }
        }
    }

    /**
     * Executes a portal that was closed because the transaction was evicted and restored since the portal was bound.
     */
    private void performAgain(String name, int maxRows) throws IOException {
        Portal portal = portals.get(name);
        if (portal != null) {
            portal.restart();
            perform(name, portal, maxRows);
        }
    }

    private void write(String name, Portal portal, Transaction transaction, int maxRows) throws IOException {
        setSavepoint(transaction);
        if (portal.statement().rowLock().isPresent() && !portal.isStarted()) {
            transaction.log().addLockingRead(portal.logged(null));
        }
        unit.writeSent();
        byte[] execute = FrontendMessages.execute(name, maxRows);
        boolean tagHasRows = portal.statement().tagTellsRows() || portal.isStarted();
        if (tagHasRows) {
            backend.send(execute, writes.written(portal, transaction, null));
            return;
        }
        InternalStatements statements = session.internalStatements();
        WriteHandlers.RowCount before = writes.rowCount(transaction, null);
        WriteHandlers.RowCount after = writes.rowCount(transaction, before);
        statements.pipeline(InternalStatements.Prepared.CHANGED_ROWS, before);
        backend.send(execute, writes.written(portal, transaction, after));
        statements.pipeline(InternalStatements.Prepared.CHANGED_ROWS, after);
    }

    private void changeSchema(String name, Portal portal, Transaction transaction) throws IOException {
        if (transaction.isExplicit() && !transaction.log().hasSavepoint()) {
            setSavepoint(transaction);
            // A portal that was bound before the savepoint keeps its locks after a rollback to the savepoint.
            portal.unbind();
            if (!portals.rebind(portal, name)) {
                return;
            }
        }
        jobs.checkSchemaChange(portal.statement());
        unit.writeSent();
        backend.send(FrontendMessages.execute(name, 0), writes.written(portal, transaction, null));
    }

    /** Sets the savepoint that an eviction rolls back to. */
    private void setSavepoint(Transaction transaction) throws IOException {
        if (transaction.isExplicit() && !transaction.log().hasSavepoint()) {
            session.internalStatements().pipeline(InternalStatements.Prepared.SAVEPOINT, PendingResponse.DISCARD);
            transaction.log().savepointSet();
        }
    }

    void close(int what, String name) throws IOException {
        if (!proceeds()) {
            return;
        }
        record(() -> close(what, name));
        PendingResponse response;
        if (what == 'S') {
            session.preparedStatements().close(name);
            response = handlers.named(Kind.CLOSE, name);
        } else {
            portals.remove(name);
            response = handlers.passed(Kind.CLOSE);
        }
        backend.send(FrontendMessages.close(what, name), response);
    }

    void flush() throws IOException {
        backend.flush();
        control.resolveConflicts();
    }

    void sync() throws IOException {
        control.sync();
    }

    /** Ends the unit with an error for its last message. */
    void refuseUnit(PgError error) throws IOException {
        session.refuse(error);
        sync();
    }
}
