package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session has in hand. Used under the session's lock by the parts that handle its messages; {@link #transaction}
 * is read without it, by those who only compare.
 */
final class State {
    final Shared shared;
    final Backend backend;
    final Hidden hidden;
    final ClientOutput out;
    final FrameReader client;
    final StatementNames statements = new StatementNames();
    final Map<String, Portal> portals = new HashMap<>();

    volatile @Nullable Transaction transaction;

    /** Whether the unit of messages up to the next Sync is a simple query. */
    boolean simple;
    /** Whether messages are left out until the next Sync. */
    boolean skipping;
    /** Whether something that has happened here, and not in PostgreSQL, ends the transaction. */
    boolean refused;
    /** Writes in the unit whose answers were not read yet. */
    int unreadWrites;
    /** The messages of the unit, to be done again from any of them on; for an explicit transaction. */
    final List<Step> steps = new ArrayList<>();
    /** The write that somebody else's commit, or somebody older who works, made impossible. */
    @Nullable
    Meeting meeting;
    /** Whether this session has cancelled its own statement in order to let an older one pass. */
    boolean yielding;
    /** The changes of the schema that this session knows of. */
    long schemaKnown;
    /** Whether the connection is to be cut. */
    boolean cut;

    /** Something to be done again. */
    interface Step {
        void run() throws java.io.IOException;
    }

    /** A portal as the client has bound it. */
    static final class Portal {
        final Prepared prepared;
        final byte[] binding;
        int generation;
        boolean started;

        Portal(Prepared prepared, byte[] binding, int generation) {
            this.prepared = prepared;
            this.binding = binding;
            this.generation = generation;
        }
    }

    /**
     * A write that met another transaction.
     *
     * @param step its number in the unit
     */
    record Meeting(int step, PgError error) {}

    State(Shared shared, Backend backend, ClientOutput out, FrameReader client) {
        this.shared = shared;
        this.backend = backend;
        this.hidden = new Hidden(backend);
        this.out = out;
        this.client = client;
        this.schemaKnown = shared.schema().get();
    }

    /** The transaction that the next statement belongs to. */
    Transaction current() {
        Transaction open = transaction;
        if (open == null) {
            open = new Transaction();
            transaction = open;
        }
        return open;
    }

    boolean isExplicit() {
        Transaction open = transaction;
        return open != null && open.isExplicit();
    }

    boolean isFailed() {
        Transaction open = transaction;
        return open != null && !open.isOpen();
    }

    /** What ReadyForQuery says. */
    int status() {
        Transaction open = transaction;
        if (open == null || !open.isExplicit()) {
            return 'I';
        }
        return open.isOpen() ? 'T' : 'E';
    }

    /**
     * Answers with an error of this endpoint's own, in its turn, and leaves out the rest of the unit.
     */
    void refuse(PgError error) {
        skipping = true;
        backend.then(() -> answerRefusal(error));
    }

    /** As {@link #refuse}, when it is the turn already. */
    void answerRefusal(PgError error) throws IOException {
        skipping = true;
        refused = true;
        out.send(error.encode());
    }
}
