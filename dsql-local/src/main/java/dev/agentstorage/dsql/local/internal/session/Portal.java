package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.sql.Statement;
import dev.agentstorage.dsql.local.internal.transaction.LoggedStatement;
import dev.agentstorage.dsql.local.internal.transaction.PreparedSql;
import org.jspecify.annotations.Nullable;

/** A portal that the client has bound. Not thread-safe. */
final class Portal {
    private static final int UNBOUND = -1;

    private final PreparedSql prepared;
    private final byte[] binding;
    private int generation;
    private boolean started;

    /** @param generation the transaction's current portal generation */
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

    /** The statement and its parameters, for the transaction's log. */
    LoggedStatement logged(@Nullable Long digest) {
        return new LoggedStatement(prepared, binding, digest);
    }

    /** Marks that the client has begun to fetch rows; the portal cannot be bound again. */
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

    /** Marks that the portal must be bound again before use. */
    void unbind() {
        generation = UNBOUND;
    }

    /** Marks that the portal is executed from the beginning again. */
    void restart() {
        unbind();
        started = false;
    }
}
