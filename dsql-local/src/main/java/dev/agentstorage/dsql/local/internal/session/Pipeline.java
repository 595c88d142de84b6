package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.faults.StatementFault;
import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.sql.Refusal;
import dev.agentstorage.dsql.local.internal.sql.SqlParser;
import dev.agentstorage.dsql.local.internal.sql.Statement;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Handles a client's messages: forwards them with what is expected as answer, adds what the client does not see, refuses
 * what the service refuses. Answers are read where a unit of messages ends.
 */
final class Pipeline {
    private final State state;
    private final Rules rules;
    private final Answers answers;
    private final Endings endings;
    private final Recovery recovery;
    private final Locking locking;
    private final Jobs jobs;
    private final Portals portals;
    private final FaultCalls faultCalls;

    Pipeline(State state) {
        this.state = state;
        this.rules = new Rules(state);
        this.answers = new Answers(state);
        this.recovery = new Recovery(state);
        this.locking = new Locking(state);
        this.endings = new Endings(state, answers, recovery, rules, locking);
        this.jobs = new Jobs(state, rules, answers);
        this.portals = new Portals(state, answers, recovery);
        this.faultCalls = new FaultCalls(state);
    }

    /** A simple query: all statements of the text, as one unit. */
    void query(String text) throws IOException {
        state.simple = true;
        List<Statement> statements = SqlParser.parse(text);
        if (statements.isEmpty()) {
            state.backend.then(() -> state.out.send(MessageBuilder.empty('I')));
        }
        for (Statement statement : statements) {
            if (!goesOn()) {
                break;
            }
            run(statement);
        }
        sync();
        state.simple = false;
    }

    private void run(Statement statement) throws IOException {
        if (endings.isEnd(statement) && statement.refusal().isEmpty() && !rules.isIgnored(statement)) {
            end(statement);
            return;
        }
        prepare("", statement, statement.text(), Hidden.NO_TYPES);
        bind("", "", Hidden.NO_PARAMETERS);
        describe('P', "");
        execute("", 0);
    }

    /** Whether the next message of the unit is handled, and not left out because of an error before it. */
    private boolean goesOn() throws IOException {
        if (state.meeting != null) {
            endings.settle();
        }
        return !state.skipping;
    }

    void parse(String name, String text, byte[] types) throws IOException {
        if (!goesOn()) {
            return;
        }
        List<Statement> statements = SqlParser.parse(text);
        if (statements.size() == 1) {
            prepare(name, statements.get(0), statements.get(0).text(), types);
        } else {
            // None, or several, which PostgreSQL refuses itself.
            if (!ready(null)) {
                return;
            }
            step(() -> parse(name, text, types));
            state.backend.send(
                    new MessageBuilder('P')
                            .cstring(name)
                            .cstring(text)
                            .raw(types)
                            .build(),
                    answers.passed(Expected.Of.PARSE));
        }
    }

    private void prepare(String name, Statement statement, String text, byte[] types) throws IOException {
        if (!goesOn()) {
            return;
        }
        if (rules.isIgnored(statement)) {
            state.refuse(Rules.aborted());
            return;
        }
        Optional<Refusal> refusal = statement.refusal();
        if (refusal.isPresent()) {
            Refusal no = refusal.get();
            state.refuse(new PgError("ERROR", no.sqlState(), no.message(), no.position()));
            return;
        }
        Prepared asSent = new Prepared(statement, text, types);
        Prepared prepared = FaultCalls.isCall(statement) ? FaultCalls.rewrite(asSent) : jobs.rewrite(asSent);
        if (!ready(statement)) {
            return;
        }
        step(() -> prepare(name, statement, text, types));
        state.statements.prepare(name, prepared);
        state.backend.send(prepared.parseAs(name), answers.named(Expected.Of.PARSE, name));
    }

    void bind(String portal, String name, byte[] binding) throws IOException {
        if (!goesOn()) {
            return;
        }
        Prepared prepared = state.statements.get(name);
        if (prepared != null && rules.isIgnored(prepared.statement())) {
            state.refuse(Rules.aborted());
            return;
        }
        if (!ready(prepared == null ? null : prepared.statement())) {
            return;
        }
        step(() -> bind(portal, name, binding));
        Expected answer = answers.passed(Expected.Of.BIND);
        if (prepared == null) {
            state.backend.send(Prepared.bind(portal, name, binding), answer);
            return;
        }
        portals.put(portal, prepared, binding);
        String target = portals.target(prepared, name);
        if (!state.skipping) {
            state.backend.send(Prepared.bind(portal, target, binding), answer);
        }
    }

    /** As {@link #bind}, for a read whose parameters are too long to be held: they pass in pieces. */
    void bindLong(String portal, String name, FrameReader frame) throws IOException {
        Prepared prepared = state.statements.get(name);
        boolean goesOn = goesOn();
        if (!goesOn || prepared == null || rules.isIgnored(prepared.statement()) || !ready(prepared.statement())) {
            frame.skip();
            if (!state.skipping) {
                state.refuse(
                        prepared == null
                                ? PgError.of("26000", "prepared statement \"" + name + "\" does not exist")
                                : Rules.aborted());
            }
            return;
        }
        portals.put(portal, prepared, Hidden.NO_PARAMETERS);
        portals.keepsNoBinding(portal);
        state.backend.sendInPieces(portal, portals.target(prepared, name), frame, answers.passed(Expected.Of.BIND));
    }

    /** The statement of that name, if the client has prepared it. */
    @Nullable
    Prepared prepared(String name) {
        return state.statements.get(name);
    }

    void describe(int what, String name) throws IOException {
        if (!goesOn()) {
            return;
        }
        Prepared prepared = what == 'S' ? state.statements.get(name) : portalStatement(name);
        if (prepared != null && rules.isIgnored(prepared.statement())) {
            state.refuse(Rules.aborted());
            return;
        }
        if (!ready(prepared == null ? null : prepared.statement()) || !portals.restore(what, name)) {
            return;
        }
        step(() -> describe(what, name));
        Expected answer = prepared != null && jobs.answersOtherwise(prepared.statement())
                ? answers.otherDescription(prepared.statement())
                : answers.passed(Expected.Of.DESCRIBE);
        state.backend.send(Prepared.describe(what, name), answer);
    }

    private @Nullable Prepared portalStatement(String name) {
        State.Portal portal = state.portals.get(name);
        return portal == null ? null : portal.prepared;
    }

    void execute(String name, int maxRows) throws IOException {
        if (!goesOn()) {
            return;
        }
        State.Portal portal = state.portals.get(name);
        if (portal == null) {
            if (!ready(null)) {
                return;
            }
            step(() -> execute(name, maxRows));
            state.backend.send(Prepared.execute(name, maxRows), answers.passed(Expected.Of.EXECUTE));
            return;
        }
        Statement statement = portal.prepared.statement();
        if (rules.isIgnored(statement)) {
            state.refuse(Rules.aborted());
            return;
        }
        if (FaultCalls.isCall(statement)) {
            faultCalls.execute(portal);
        } else if (endings.isEnd(statement)) {
            end(statement);
        } else if (admitted(portal, statement)) {
            perform(name, portal, maxRows);
        }
    }

    private void end(Statement statement) throws IOException {
        switch (statement.kind()) {
            case BEGIN -> endings.begin(statement);
            case COMMIT -> endings.commit();
            default -> endings.rollback();
        }
    }

    private boolean admitted(State.Portal portal, Statement statement) throws IOException {
        if (injected()) {
            return false;
        }
        Transaction transaction = state.current();
        long bytes = portal.binding.length + (long) portal.prepared.text().length();
        Optional<PgError> no = rules.admit(statement, transaction, bytes);
        if (no.isPresent()) {
            state.refuse(no.get());
            return false;
        }
        return !endings.failsAtOnce(transaction);
    }

    private void perform(String name, State.Portal portal, int maxRows) throws IOException {
        Statement statement = portal.prepared.statement();
        Transaction transaction = state.current();
        if (!ready(statement) || !portals.restore('P', name)) {
            return;
        }
        step(() -> again(name, maxRows));
        switch (statement.kind()) {
            case WRITE, LOCKING_READ -> write(name, portal, transaction, maxRows);
            case DDL -> change(name, portal, transaction);
            case ASYNC_INDEX, ASYNC_VALIDATE, IAM -> {
                save(transaction);
                jobs.start(name, portal, transaction);
            }
            case DEALLOCATE_ALL -> jobs.deallocateAll(name);
            case COPY_IN -> {
                save(transaction);
                transaction.unlogged = true;
                jobs.copyIn(name, transaction);
            }
            default -> {
                if (statement.kind() == Statement.Kind.SET && transaction.savepoint) {
                    transaction.log.add(new Transaction.Logged(portal.prepared, portal.binding, null));
                }
                portal.started = true;
                state.backend.send(Prepared.execute(name, maxRows), answers.passed(Expected.Of.EXECUTE));
            }
        }
    }

    private boolean injected() {
        Optional<StatementFault> fault = state.shared.faults().onStatement();
        if (fault.isEmpty()) {
            return false;
        }
        switch (fault.get()) {
            case SCHEMA_CHANGE -> state.refuse(PgError.schemaConflict());
            case SERVER_UNAVAILABLE -> state.refuse(PgError.serverUnavailable());
            case TEMP_SPACE_EXCEEDED -> state.refuse(PgError.tempSpaceExceeded());
            case CUT -> {
                state.cut = true;
                state.skipping = true;
            }
        }
        return true;
    }

    /** Does an Execute again after the transaction was brought back: its portal went with the locks. */
    private void again(String name, int maxRows) throws IOException {
        State.Portal portal = state.portals.get(name);
        if (portal != null) {
            portal.generation = -1;
            portal.started = false;
            perform(name, portal, maxRows);
        }
    }

    private void write(String name, State.Portal portal, Transaction transaction, int maxRows) throws IOException {
        save(transaction);
        locking.note(portal, transaction);
        state.unreadWrites++;
        boolean counted = portal.prepared.statement().tagTellsRows() || portal.started;
        if (counted) {
            state.backend.send(Prepared.execute(name, maxRows), answers.written(portal, transaction, null));
            return;
        }
        Answers.RowCount before = answers.rowCount(transaction, null);
        state.hidden.pipelined(Hidden.ROWS, before);
        Answers.RowCount after = answers.rowCount(transaction, before);
        state.backend.send(Prepared.execute(name, maxRows), answers.written(portal, transaction, after));
        state.hidden.pipelined(Hidden.ROWS, after);
    }

    private void change(String name, State.Portal portal, Transaction transaction) throws IOException {
        if (transaction.isExplicit() && !transaction.savepoint) {
            save(transaction);
            // What a portal locks belongs to where it was bound: before the savepoint it would stay locked.
            portal.generation = -1;
            if (!portals.restore('P', name)) {
                return;
            }
        }
        jobs.checkChange(portal.prepared.statement());
        state.unreadWrites++;
        state.backend.send(Prepared.execute(name, 0), answers.written(portal, transaction, null));
    }

    /** A savepoint to which somebody else can roll this transaction back. */
    private void save(Transaction transaction) throws IOException {
        if (transaction.isExplicit() && !transaction.savepoint) {
            state.hidden.pipelined(Hidden.SAVEPOINT, Hidden.SWALLOW);
            transaction.savepoint = true;
        }
    }

    void close(int what, String name) throws IOException {
        if (!goesOn()) {
            return;
        }
        step(() -> close(what, name));
        if (what == 'S') {
            state.statements.close(name);
            state.backend.send(Prepared.close(what, name), answers.named(Expected.Of.CLOSE, name));
        } else {
            state.portals.remove(name);
            state.backend.send(Prepared.close(what, name), answers.passed(Expected.Of.CLOSE));
        }
    }

    void flush() throws IOException {
        state.backend.flush();
        if (state.meeting != null) {
            endings.settle();
        }
    }

    void sync() throws IOException {
        endings.sync();
    }

    /**
     * Makes PostgreSQL ready for the transaction's next statement.
     *
     * @return false when that is not possible any more, which the client then hears
     */
    private boolean ready(@Nullable Statement statement) throws IOException {
        Transaction transaction = state.current();
        boolean ends = statement != null && endings.isEnd(statement);
        if (ends) {
            return true;
        }
        if (transaction.place == Transaction.Place.EVICTED) {
            PgError lost = recovery.comeBack(transaction);
            if (lost != null) {
                state.refuse(lost);
                return false;
            }
        }
        return true;
    }

    private void step(State.Step step) {
        if (state.isExplicit()) {
            state.steps.add(step);
        }
    }
}
