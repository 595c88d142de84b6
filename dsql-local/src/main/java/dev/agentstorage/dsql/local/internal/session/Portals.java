package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.backend.PendingResponse;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse.Handler;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse.Kind;
import dev.agentstorage.dsql.local.internal.conflict.Replay;
import dev.agentstorage.dsql.local.internal.protocol.FrontendMessages;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.transaction.PreparedSql;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session's portals. Binds them again if an eviction has closed them in PostgreSQL. Not thread-safe. */
final class Portals {
    /** The name of the statement that is prepared for each Bind while the transaction is diverted. */
    private static final String REWRITTEN = "_dsql_local_rewritten";

    private final SessionContext session;
    private final ResponseHandlers handlers;
    private final Replay replay;
    private final Map<String, Portal> portals = new HashMap<>();

    Portals(SessionContext session, ResponseHandlers handlers, Replay replay) {
        this.session = session;
        this.handlers = handlers;
        this.replay = replay;
    }

    @Nullable
    Portal get(String name) {
        return portals.get(name);
    }

    void put(String name, PreparedSql prepared, byte[] binding) {
        portals.put(name, new Portal(prepared, binding, generation()));
    }

    /** Adds a portal that cannot be bound again, because its parameters are too long to buffer. */
    void putUnrepeatable(String name, PreparedSql prepared) {
        Portal portal = new Portal(prepared, FrontendMessages.noParameters(), generation());
        portal.start();
        portals.put(name, portal);
    }

    void remove(String name) {
        portals.remove(name);
    }

    void clear() {
        portals.clear();
    }

    private int generation() {
        return session.transaction().portalGeneration();
    }

    /** The name of the statement to bind; in a diverted transaction, a statement that uses the table copies. */
    String statementFor(PreparedSql prepared, String name) throws IOException {
        if (!session.transaction().isDiverted()) {
            return name;
        }
        prepareRewritten(prepared);
        return REWRITTEN;
    }

    /**
     * Binds a portal again if an eviction has closed it, unless the client has begun to fetch its rows.
     *
     * @return false if the portal is lost; the client then gets an error
     */
    boolean rebind(@Nullable Portal portal, String name) throws IOException {
        if (portal == null || portal.isBoundIn(generation())) {
            return true;
        }
        if (portal.isStarted()) {
            session.refuse(PgError.dataConflict());
            return false;
        }
        portal.bindIn(generation());
        Handler onlyErrors = handlers.onlyErrors();
        session.backend().send(FrontendMessages.close('P', name), PendingResponse.of(Kind.CLOSE, onlyErrors));
        prepareRewritten(portal.prepared());
        session.backend()
                .send(
                        FrontendMessages.bind(name, REWRITTEN, portal.binding()),
                        PendingResponse.of(Kind.BIND, onlyErrors));
        return true;
    }

    private void prepareRewritten(PreparedSql prepared) throws IOException {
        PreparedSql rewritten = prepared.withText(replay.textFor(session.transaction(), prepared));
        Handler onlyErrors = handlers.onlyErrors();
        session.backend().send(FrontendMessages.close('S', REWRITTEN), PendingResponse.of(Kind.CLOSE, onlyErrors));
        session.backend().send(rewritten.parseMessage(REWRITTEN), PendingResponse.of(Kind.PARSE, onlyErrors));
    }
}
