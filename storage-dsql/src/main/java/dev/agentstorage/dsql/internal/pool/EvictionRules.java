package dev.agentstorage.dsql.internal.pool;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Which failures cost a connection its place in the pool, beyond the pool's own rules: a refused feature leaves it healthy, an internal
 * error of the server does not. Stateless and thread-safe.
 */
public final class EvictionRules implements SQLExceptionOverride {
    /** Creates it. */
    public EvictionRules() {}

    /** Decides by SQLSTATE. */
    @java.lang.Override
    public Override adjudicate(SQLException e) {
        if ("0A000".equals(e.getSQLState())) {
            return Override.DO_NOT_EVICT;
        }
        return "XX000".equals(e.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
