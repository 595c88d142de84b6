package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.PgError;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Keeps a session's portals alive where PostgreSQL's own are gone, and binds them to what they are to read. */
final class Portals {
    /** A statement of its own for each Bind while the transaction is in the sandbox. */
    private static final String REDIRECTED = "_dsql_local_redirected";

    private final State state;
    private final Answers answers;
    private final Recovery recovery;

    Portals(State state, Answers answers, Recovery recovery) {
        this.state = state;
        this.answers = answers;
        this.recovery = recovery;
    }

    State.@Nullable Portal get(String name) {
        return state.portals.get(name);
    }

    void put(String name, Prepared prepared, byte[] binding) {
        state.portals.put(name, new State.Portal(prepared, binding, generation()));
    }

    /** The parameters of the portal were not held: it can't be bound again. */
    void keepsNoBinding(String name) {
        State.Portal portal = state.portals.get(name);
        if (portal != null) {
            portal.started = true;
        }
    }

    /** The statement to bind: in the sandbox, one that names the copies. */
    String target(Prepared prepared, String name) throws IOException {
        if (!isInSandbox()) {
            return name;
        }
        prepareAgain(prepared);
        return REDIRECTED;
    }

    private boolean isInSandbox() {
        Transaction open = state.transaction;
        return open != null && open.place == Transaction.Place.SANDBOX;
    }

    private int generation() {
        Transaction open = state.transaction;
        return open == null ? 0 : open.generation;
    }

    /** A portal that an eviction has taken is bound again, unless the client has begun to read from it. */
    boolean restore(int what, String name) throws IOException {
        State.Portal portal = what == 'P' ? state.portals.get(name) : null;
        if (portal == null || portal.generation == generation()) {
            return true;
        }
        if (portal.started) {
            state.refuse(PgError.dataConflict());
            return false;
        }
        portal.generation = generation();
        Expected.Sink sink = answers.onlyErrors();
        state.backend.send(Prepared.close('P', name), Expected.of(Expected.Of.CLOSE, sink));
        prepareAgain(portal.prepared);
        state.backend.send(Prepared.bind(name, REDIRECTED, portal.binding), Expected.of(Expected.Of.BIND, sink));
        return true;
    }

    private void prepareAgain(Prepared prepared) throws IOException {
        String text = isInSandbox() ? recovery.redirected(prepared) : prepared.text();
        Expected.Sink sink = answers.onlyErrors();
        state.backend.send(Prepared.close('S', REDIRECTED), Expected.of(Expected.Of.CLOSE, sink));
        state.backend.send(prepared.parseAs(REDIRECTED, text), Expected.of(Expected.Of.PARSE, sink));
    }
}
