package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.sql.Statement;
import dev.agentstorage.dsql.local.internal.transaction.LoggedStatement;
import dev.agentstorage.dsql.local.internal.transaction.PreparedSql;
import org.jspecify.annotations.Nullable;

/** A portal as the client has bound it. Not thread-safe. */
final class Portal {
    private static final int UNBOUND = -1;

    private final PreparedSql prepared;
    private final byte[] binding;
    private int generation;
    private boolean started;

    /** @param generation of the transaction's portals */
    Portal(PreparedSql prepared, byte[] binding, int generation) {
        this.prepared = prepared;
        this.binding = binding;
        this.generation = generation;
    }

    PreparedSql prepared() {
        return prepared;
    }

    Statement statement() {
        return prepared.statement();
    }

    byte[] binding() {
        return binding;
    }

    /** The size of statement and parameters. */
    long bytes() {
        return binding.length + (long) prepared.text().length();
    }

    /** For the transaction's log. */
    LoggedStatement logged(@Nullable Long digest) {
        return new LoggedStatement(prepared, binding, digest);
    }

    /** The client has begun to read from it, so that it cannot be bound again. */
    void start() {
        started = true;
    }

    boolean isStarted() {
        return started;
    }

    boolean isBoundIn(int currentGeneration) {
        return generation == currentGeneration;
    }

    void bindIn(int currentGeneration) {
        generation = currentGeneration;
    }

    /** It must be bound again before it is used. */
    void unbind() {
        generation = UNBOUND;
    }

    /** It is executed from its beginning again. */
    void restart() {
        unbind();
        started = false;
    }
}
