package dev.agentstorage.benchmarks.storage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who does the work. */
public enum Way {
    /** The backend {@code dsql} on plain PostgreSQL. */
    STORE_ON_POSTGRESQL(Kind.STORE, Server.POSTGRESQL),
    /** The baseline: the same SQL by hand. */
    HAND_ON_POSTGRESQL(Kind.HAND, Server.POSTGRESQL),
    /** The backend {@code dsql} on the local endpoint. */
    STORE_ON_DSQL(Kind.STORE, Server.DSQL),
    /** The baseline: the same SQL by hand. */
    HAND_ON_DSQL(Kind.HAND, Server.DSQL),
    /** The backend {@code inmemory}. */
    INMEMORY(Kind.INMEMORY, null);

    /** The kinds of ways. */
    public enum Kind {
        /** The storage API over the backend {@code dsql}. */
        STORE,
        /** JDBC by hand. */
        HAND,
        /** The storage API over the backend {@code inmemory}. */
        INMEMORY
    }

    private final Kind kind;
    private final Optional<Server> server;

    Way(Kind kind, @Nullable Server server) {
        this.kind = kind;
        this.server = Optional.ofNullable(server);
    }

    /** Its kind. */
    public Kind kind() {
        return kind;
    }

    /** The server that it leads to. */
    public Optional<Server> server() {
        return server;
    }

    /** The way of a kind to a server. */
    static Way of(Kind kind, Server server) {
        return kind == Kind.STORE
                ? (server == Server.DSQL ? STORE_ON_DSQL : STORE_ON_POSTGRESQL)
                : (server == Server.DSQL ? HAND_ON_DSQL : HAND_ON_POSTGRESQL);
    }
}
