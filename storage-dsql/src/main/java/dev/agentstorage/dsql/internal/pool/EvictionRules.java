package dev.agentstorage.dsql.internal.pool;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Decides which failures evict a connection from the pool: the pool's own rules apply, except that an unsupported feature does not evict.
 * Stateless and thread-safe.
 */
public final class EvictionRules implements SQLExceptionOverride {
    /** Creates it. */
    public EvictionRules() {}

    /** Decides by SQLSTATE. */
    @java.lang.Override
    public Override adjudicate(SQLException e) {
        return "0A000".equals(e.getSQLState()) ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
    }
}
