package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.error.UnavailableException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.ServerErrorMessage;

/** Detects failures caused by a misconfigured connection pooler. Stateless and thread-safe. */
final class PoolerFailures {
    private static final String PROTOCOL_VIOLATION = "08P01";

    /** PgBouncer's message for a rejected startup parameter; only the text distinguishes it from transient protocol violations. */
    private static final String PARAMETER = "unsupported startup parameter";

    /** A prepared statement does not exist, or its name is used by the statement of another client. */
    private static final Set<String> STATEMENT = Set.of("26000", "42P05");

    private PoolerFailures() {}

    /** Returns whether a pooler caused the failure. A retry cannot succeed. */
    static boolean isOne(SQLException e) {
        return ConnectFailures.answer(e, answer -> isParameter(answer) || isStatement(answer))
                .isPresent();
    }

    /** Returns the error for the caller, with the server's message as {@code reason}; empty for any other failure. */
    static Optional<UnavailableException> error(SQLException e, Map<String, Object> details) {
        Optional<String> parameter = ConnectFailures.answer(e, PoolerFailures::isParameter);
        if (parameter.isPresent()) {
            return Optional.of(new UnavailableException(
                    "startup-parameter-refused",
                    "a connection pooler like PgBouncer rejected a startup parameter: configure it to ignore the parameter"
                            + " (ignore_startup_parameters = options)",
                    with(details, parameter.get()),
                    e));
        }
        return ConnectFailures.answer(e, PoolerFailures::isStatement)
                .map(statement -> new UnavailableException(
                        "prepared-statement-lost",
                        "a prepared statement is missing on the server: a connection pooler like PgBouncer uses another server for"
                                + " each transaction; add the parameter prepareThreshold=0 to the url",
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
