package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.error.UnavailableException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.ServerErrorMessage;

/** What a connection pooler between the storage and PostgreSQL breaks that is not set up for it. Stateless and thread-safe. */
final class PoolerFailures {
    private static final String PROTOCOL_VIOLATION = "08P01";

    /** How PgBouncer calls what it does not take; only this tells it from violations that may be over with the next attempt. */
    private static final String PARAMETER = "unsupported startup parameter";

    /** A prepared statement that is not there, and one of another connection that has its name. */
    private static final Set<String> STATEMENT = Set.of("26000", "42P05");

    private PoolerFailures() {}

    /** Returns whether this is one of them: none is over with the next attempt. */
    static boolean isOne(SQLException e) {
        return ConnectFailures.answer(e, answer -> isParameter(answer) || isStatement(answer))
                .isPresent();
    }

    /** Returns the error for the caller, with the server's words as {@code reason}; empty for any other failure. */
    static Optional<UnavailableException> error(SQLException e, Map<String, Object> details) {
        Optional<String> parameter = ConnectFailures.answer(e, PoolerFailures::isParameter);
        if (parameter.isPresent()) {
            return Optional.of(new UnavailableException(
                    "startup-parameter-refused",
                    "a connection pooler like PgBouncer does not take a parameter that connections begin with: have it ignore that one"
                            + " (ignore_startup_parameters = options)",
                    with(details, parameter.get()),
                    e));
        }
        return ConnectFailures.answer(e, PoolerFailures::isStatement)
                .map(statement -> new UnavailableException(
                        "prepared-statement-lost",
                        "the server does not have what this connection has prepared: a connection pooler like PgBouncer hands each"
                                + " transaction to another server; give the url the parameter prepareThreshold=0",
                        with(details, statement),
                        e));
    }

    private static boolean isParameter(ServerErrorMessage answer) {
        String message = answer.getMessage();
        return PROTOCOL_VIOLATION.equals(answer.getSQLState()) && message != null && message.contains(PARAMETER);
    }

    private static boolean isStatement(ServerErrorMessage answer) {
        String state = answer.getSQLState();
        return state != null && STATEMENT.contains(state);
    }

    private static Map<String, Object> with(Map<String, Object> details, String reason) {
        Map<String, Object> all = new LinkedHashMap<>(details);
        all.put("reason", reason);
        return all;
    }
}
