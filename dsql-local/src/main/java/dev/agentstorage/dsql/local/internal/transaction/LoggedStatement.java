package dev.agentstorage.dsql.local.internal.transaction;

import org.jspecify.annotations.Nullable;

/** A statement that ran in a transaction, with its parameters. Immutable. */
public final class LoggedStatement {
    private final PreparedSql prepared;
    private final byte[] binding;
    private final @Nullable Long digest;

    /**
     * @param binding the part of the Bind message after the names; must not be changed
     * @param digest the checksum of the result; null if results cannot be compared
     */
    public LoggedStatement(PreparedSql prepared, byte[] binding, @Nullable Long digest) {
        this.prepared = prepared;
        this.binding = binding;
        this.digest = digest;
    }

    public PreparedSql prepared() {
        return prepared;
    }

    public byte[] binding() {
        return binding;
    }

    /** Whether a replayed result differs from the one that the client has received. */
    public boolean differs(long otherDigest) {
        return digest != null && digest != otherDigest;
    }
}
