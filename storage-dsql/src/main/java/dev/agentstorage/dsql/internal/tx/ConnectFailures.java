package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.error.UnavailableException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import software.amazon.awssdk.core.exception.SdkException;

/** Maps connection failures to actionable errors. Stateless and thread-safe. */
final class ConnectFailures {
    /** The driver's SQLSTATE if the server requires a password and none was given. */
    static final String NO_PASSWORD = "08004";

    /** The SQLSTATE of a server that is starting and accepts no connections yet. */
    private static final String STARTING = "57P03";

    /** The message of DSQL while it starts an idle cluster; the SQLSTATE is not documented. */
    private static final String WAKING = "waking up cluster";

    private ConnectFailures() {}

    /** Returns the server's message if it accepts no connections because it is starting or waking up. */
    static Optional<String> starting(SQLException e) {
        return answer(e, ConnectFailures::isStarting);
    }

    /** Returns the message of the first server error, among the failure and its causes, that matches. */
    static Optional<String> answer(SQLException e, Predicate<ServerErrorMessage> kind) {
        return causes(e)
                .filter(PSQLException.class::isInstance)
                .map(cause -> ((PSQLException) cause).getServerErrorMessage())
                .filter(answer -> answer != null && kind.test(answer))
                .map(answer -> orEmpty(answer.getMessage()))
                .findFirst();
    }

    private static boolean isStarting(ServerErrorMessage answer) {
        return STARTING.equals(answer.getSQLState())
                || orEmpty(answer.getMessage()).contains(WAKING);
    }

    /** Returns whether the connection attempt failed because the calling thread was interrupted. */
    static boolean isInterruption(SQLException e) {
        return has(e, InterruptedException.class::isInstance);
    }

    /**
     * Returns the error for the caller.
     *
     * @param waited the total time that the caller has waited for a connection, over all attempts
     * @param poolMaximum the maximum size of the pool; empty for a data source of the caller
     */
    static UnavailableException error(SQLException e, int attempts, Duration waited, OptionalInt poolMaximum) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("sqlState", SqlStates.of(e));
        details.put("attempts", attempts);
        details.put("waitedMillis", waited.toMillis());
        poolMaximum.ifPresent(size -> details.put("poolMaximum", size));
        if (has(e, SdkException.class::isInstance)) {
            return new UnavailableException(
                    "credentials-missing",
                    "no token could be signed: credentials are missing, or their provider has failed",
                    details,
                    e);
        }
        if (has(e, UnknownHostException.class::isInstance)) {
            return new UnavailableException(
                    "host-unknown", "the name of the database's host cannot be resolved", details, e);
        }
        if (has(e, CertificateException.class::isInstance)) {
            return new UnavailableException(
                    "certificate-refused",
                    "the certificate of the database is not trusted: set tlsTrust to trust it",
                    details,
                    e);
        }
        Optional<String> starting = starting(e);
        if (starting.isPresent()) {
            details.put("reason", starting.get());
            return new UnavailableException(
                    "database-starting", "the database is starting or waking up: repeat the call later", details, e);
        }
        Optional<UnavailableException> ofPooler = PoolerFailures.error(e, details);
        if (ofPooler.isPresent()) {
            return ofPooler.get();
        }
        String state = SqlStates.of(e);
        if (state.startsWith("28") || state.equals(NO_PASSWORD)) {
            return new UnavailableException(
                    "login-refused",
                    "the database refused the login: check the credentials, their age, the region and the role",
                    details,
                    e);
        }
        if (state.startsWith("53")) {
            return new UnavailableException("connections-refused", "the database has too many connections", details, e);
        }
        // the cause is the pool's last failure to connect; without one, all connections are in use
        if (e instanceof SQLTransientConnectionException && e.getCause() == null) {
            return new UnavailableException(
                    "pool-exhausted", "timeout while waiting for a pooled connection", details, e);
        }
        return new UnavailableException("connect-failed", "no connection to the database", details, e);
    }

    private static boolean has(Throwable failure, Predicate<Throwable> kind) {
        return causes(failure).anyMatch(kind);
    }

    /** Returns a failure and its causes; limited, because a broken chain of causes can be cyclic. */
    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(20);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
