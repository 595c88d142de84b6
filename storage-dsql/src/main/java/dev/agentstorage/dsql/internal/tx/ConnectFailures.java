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
    /** What the driver says when the server wants a password and there is none. */
    static final String NO_PASSWORD = "08004";

    /** A server that takes no connection now but soon will. */
    private static final String STARTING = "57P03";

    /** What DSQL says while it starts an idle cluster; its SQLSTATE is not documented. */
    private static final String WAKING = "waking up cluster";

    private ConnectFailures() {}

    /** Returns the server's words when it takes no connection because it is starting, or is being woken. */
    static Optional<String> starting(SQLException e) {
        return answer(e, ConnectFailures::isStarting);
    }

    /** Returns the words of the first answer of a server among the causes that is of a kind. */
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

    /** Returns whether the calling thread was interrupted while it waited. */
    static boolean isInterruption(SQLException e) {
        return has(e, InterruptedException.class::isInstance);
    }

    /**
     * Returns the error for the caller.
     *
     * @param waited how long the caller has waited for a connection, in all attempts
     * @param poolMaximum the size of the pool, if it is our own
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
        // the pool names the failure of its last attempt to connect; with none, all connections are in use
        if (e instanceof SQLTransientConnectionException && e.getCause() == null) {
            return new UnavailableException(
                    "pool-exhausted", "timeout while waiting for a pooled connection", details, e);
        }
        return new UnavailableException("connect-failed", "no connection to the database", details, e);
    }

    private static boolean has(Throwable failure, Predicate<Throwable> kind) {
        return causes(failure).anyMatch(kind);
    }

    /** Returns a failure and its causes, of which a broken chain has no end. */
    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(20);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
