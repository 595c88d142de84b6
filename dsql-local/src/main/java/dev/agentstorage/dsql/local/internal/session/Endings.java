package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.faults.CommitFault;
import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.session.Transaction.Place;
import dev.agentstorage.dsql.local.internal.sql.Statement;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Begins transactions, commits and rolls them back, and ends units of messages. */
final class Endings {
    private final State state;
    private final Answers answers;
    private final Recovery recovery;
    private final Rules rules;
    private final Locking locking;
    /** What is to happen at the end of the implicit transaction. */
    private @Nullable CommitFault implicitFault;

    Endings(State state, Answers answers, Recovery recovery, Rules rules, Locking locking) {
        this.state = state;
        this.answers = answers;
        this.recovery = recovery;
        this.rules = rules;
        this.locking = locking;
    }

    boolean isEnd(Statement statement) {
        return switch (statement.kind()) {
            case BEGIN, COMMIT, ROLLBACK -> true;
            default -> false;
        };
    }

    void begin(Statement statement) throws IOException {
        Transaction open = state.transaction;
        String text = statement.text();
        if (open != null && open.isExplicit()) {
            warn("25001", "there is already a transaction in progress");
        } else {
            begin(text);
        }
        boolean started = text.strip().toLowerCase(Locale.ROOT).startsWith("start");
        state.backend.then(() -> state.out.tag(started ? "START TRANSACTION" : "BEGIN"));
    }

    /** The snapshot is the one of BEGIN, so PostgreSQL takes it before BEGIN is answered. */
    private void begin(String text) throws IOException {
        Transaction begun = state.current();
        begun.explicit = true;
        begun.unlogged = begun.changesData || begun.changesSchema;
        if (begun.schemaSeen < 0) {
            rules.beforeSnapshot(begun);
        }
        state.hidden.pipelinedText(text, answers.onlyErrors());
        state.hidden.pipelined(Hidden.SNAPSHOT, Hidden.SWALLOW);
    }

    private void warn(String code, String message) {
        byte[] notice = new MessageBuilder('N')
                .int8('S')
                .cstring("WARNING")
                .int8('V')
                .cstring("WARNING")
                .int8('C')
                .cstring(code)
                .int8('M')
                .cstring(message)
                .int8(0)
                .build();
        state.backend.then(() -> state.out.send(notice));
    }

    void rollback() throws IOException {
        if (!settled()) {
            return;
        }
        Transaction open = state.transaction;
        if (open == null || !open.isExplicit()) {
            warn("25P01", "there is no transaction in progress");
            if (open != null) {
                abandon(open);
            }
        } else {
            if (open.place != Place.FAILED && open.place != Place.GONE) {
                state.hidden.rollback();
            }
            over();
        }
        state.backend.then(() -> state.out.tag("ROLLBACK"));
    }

    void commit() throws IOException {
        if (!settled()) {
            return;
        }
        Transaction open = state.transaction;
        if (open == null || !open.isExplicit()) {
            warn("25P01", "there is no transaction in progress");
            if (open != null) {
                finishImplicit(open);
            }
            if (!state.skipping) {
                state.backend.then(() -> state.out.tag("COMMIT"));
            }
        } else if (open.place == Place.FAILED) {
            over();
            state.backend.then(() -> state.out.tag("ROLLBACK"));
        } else {
            commit(open);
        }
    }

    /** Reads all answers up to here; an error among them means that what follows is left out. */
    private boolean settled() throws IOException {
        if (state.unreadWrites > 0 || (state.transaction != null && state.backend.isUnsynced())) {
            state.backend.flush();
            if (state.meeting != null) {
                settle();
            }
        }
        return !state.skipping;
    }

    private void commit(Transaction open) throws IOException {
        PgError conflict = rules.outdated(open);
        if (conflict == null && rules.tooOld(open)) {
            conflict = rules.age(open);
        }
        boolean writes = open.changesData || open.changesSchema;
        Optional<CommitFault> fault = writes ? state.shared.faults().onCommit() : Optional.empty();
        if (conflict == null && fault.isPresent()) {
            conflict = injected(fault.get());
        }
        if (conflict == null && open.place == Place.SANDBOX) {
            conflict = PgError.dataConflict();
        }
        if (conflict == null && open.place == Place.EVICTED) {
            conflict = recovery.restore(open);
        }
        if (conflict == null) {
            conflict = locking.beforeCommit(open);
        }
        if (conflict == null && rules.isTooLarge(open)) {
            conflict = rules.tooLarge(open);
        }
        if (conflict == null) {
            cutBefore(fault.orElse(null));
        }
        byte @Nullable [] refused = conflict == null ? commitNow(open) : conflict.encode();
        if (conflict != null && open.place != Place.GONE) {
            state.hidden.rollback();
        }
        if (refused == null) {
            committed(open);
        }
        over();
        if (refused != null) {
            state.skipping = true;
            state.backend.then(() -> state.out.send(refused));
            return;
        }
        state.backend.then(() -> state.out.tag("COMMIT"));
    }

    private @Nullable PgError injected(CommitFault fault) {
        return switch (fault) {
            case CONFLICT -> PgError.dataConflict();
            case SCHEMA_CHANGE -> PgError.schemaConflict();
            case SERVER_UNAVAILABLE -> PgError.serverUnavailable();
            case CUT_AND_ROLL_BACK -> {
                state.cut = true;
                yield PgError.dataConflict();
            }
            case CUT_AND_COMMIT, COMMIT_AND_CUT -> null;
        };
    }

    /** For a transaction that will commit, whether the client hears of it or not. */
    private void cutBefore(@Nullable CommitFault fault) throws IOException {
        state.cut |= fault == CommitFault.CUT_AND_COMMIT || fault == CommitFault.COMMIT_AND_CUT;
        if (fault == CommitFault.CUT_AND_COMMIT) {
            state.out.cut();
        }
    }

    /** Only one of those that met commits: deciding and committing is one step for them. */
    private byte @Nullable [] commitNow(Transaction open) throws IOException {
        if (open.conflicts().isEmpty()) {
            return state.hidden.commit().errorMessage();
        }
        state.shared.committing().lock();
        try {
            PgError doom = open.doom();
            if (doom != null) {
                state.hidden.rollback();
                return doom.encode();
            }
            open.conflicts().forEach(other -> other.doom(PgError.dataConflict()));
            return state.hidden.commit().errorMessage();
        } finally {
            state.shared.committing().unlock();
        }
    }

    private void committed(Transaction transaction) {
        if (transaction.changesData || transaction.changesSchema) {
            long commits = state.shared.commits().incrementAndGet();
            state.shared
                    .committedLocks()
                    .committed(transaction, commits, state.shared.arbiter().oldestSnapshot(commits));
        }
        if (transaction.changesSchema) {
            state.schemaKnown = state.shared.schema().incrementAndGet();
        }
        transaction.jobs.forEach(state.shared.jobs());
    }

    private void over() {
        if (state.transaction != null) {
            state.shared.committedLocks().ended(state.transaction);
        }
        state.transaction = null;
        state.portals.clear();
        state.steps.clear();
    }

    /**
     * Decides about an injected conflict before an implicit transaction does its first write.
     *
     * @return whether it was answered with an error
     */
    boolean failsAtOnce(Transaction transaction) {
        boolean writes = transaction.changesData || transaction.changesSchema;
        if (transaction.isExplicit() || !writes || implicitFault != null) {
            return false;
        }
        Optional<CommitFault> fault = state.shared.faults().onCommit();
        if (fault.isEmpty()) {
            return false;
        }
        implicitFault = fault.get();
        PgError conflict = injected(implicitFault);
        if (conflict != null) {
            state.refuse(conflict);
        }
        return conflict != null;
    }

    /** Ends a unit of messages: reads all answers, ends an implicit transaction, says that it is ready. */
    void sync() throws IOException {
        Transaction open = state.transaction;
        if (open != null && !open.isExplicit()) {
            finishImplicit(open);
        } else {
            state.backend.sync(Hidden.swallowSync());
            settle();
            failed();
        }
        state.skipping = false;
        state.refused = false;
        state.yielding = false;
        state.unreadWrites = 0;
        state.steps.clear();
        state.statements.settle();
        int status = state.status();
        state.out.send(new MessageBuilder('Z').int8(status).build());
    }

    /** After an error in an explicit transaction PostgreSQL rolls back at once, so that nobody waits for its locks. */
    private void failed() throws IOException {
        Transaction open = state.transaction;
        if (open != null && open.isExplicit() && state.skipping && open.isOpen()) {
            if (open.place != Place.GONE) {
                state.hidden.rollback();
            }
            open.place = Place.FAILED;
            open.log.clear();
            state.portals.clear();
        }
    }

    /** Where writes have met another transaction: goes on as if they had not, as far as the client can see. */
    void settle() throws IOException {
        for (State.Meeting meeting = state.meeting; meeting != null; meeting = state.meeting) {
            state.meeting = null;
            state.backend.sync(Hidden.swallowSync());
            List<State.Step> rest = List.copyOf(state.steps.subList(meeting.step(), state.steps.size()));
            state.steps.clear();
            state.skipping = false;
            state.unreadWrites = 0;
            Transaction open = Objects.requireNonNull(state.transaction);
            PgError lost = recovery.goOn(open, meeting);
            if (lost != null) {
                state.refuse(lost);
            }
            for (State.Step step : rest) {
                if (!state.skipping) {
                    step.run();
                }
            }
            state.backend.sync(Hidden.swallowSync());
        }
    }

    private void finishImplicit(Transaction open) throws IOException {
        boolean mayExceed =
                open.rowsAtMost > state.shared.options().transactions().rows();
        boolean mayFailYet = mayExceed || !open.lockingReads.isEmpty();
        if (mayFailYet && !state.skipping) {
            state.backend.flush();
        }
        if (state.skipping || state.refused) {
            abandon(open);
            return;
        }
        PgError lost = locking.beforeCommit(open);
        if (lost == null && rules.isTooLarge(open)) {
            lost = rules.tooLarge(open);
        }
        if (lost != null) {
            state.answerRefusal(lost);
            abandon(open);
            return;
        }
        CommitFault fault = implicitFault;
        implicitFault = null;
        cutBefore(fault);
        boolean[] failed = new boolean[1];
        state.backend.sync(Expected.of(Expected.Of.SYNC, new Expected.Sink() {
            @Override
            public void frame(FrameReader frame, boolean last) throws IOException {
                frame.skip();
            }

            @Override
            public void failed(byte[] error) throws IOException {
                failed[0] = true;
                state.skipping = true;
                if (!state.refused) {
                    state.out.send(Answers.shown(error));
                }
            }
        }));
        if (!failed[0] && !state.skipping) {
            committed(open);
        }
        over();
    }

    /** Ends an implicit transaction without a trace. */
    private void abandon(Transaction open) throws IOException {
        implicitFault = null;
        state.hidden.abort();
        if (state.transaction == open) {
            over();
        }
    }
}
