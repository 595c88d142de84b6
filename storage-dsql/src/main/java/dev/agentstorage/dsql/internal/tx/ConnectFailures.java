package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.error.Unavailable;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkException;

/** Why there is no connection, said so that whoever reads it knows what to look after. Stateless and thread-safe. */
final class ConnectFailures {
    /** What the driver says when the server wants a password and there is none. */
    static final String NO_PASSWORD = "08004";

    private ConnectFailures() {}

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
    static Unavailable error(SQLException e, int attempts, Duration waited, OptionalInt poolMaximum) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("sqlState", SqlStates.of(e));
        details.put("attempts", attempts);
        details.put("waitedMillis", waited.toMillis());
        poolMaximum.ifPresent(size -> details.put("poolMaximum", size));
        if (has(e, SdkException.class::isInstance)) {
            return new Unavailable(
                    "credentials-missing",
                    "no token could be signed: there are no credentials, or their provider has failed",
                    details,
                    e);
        }
        if (has(e, UnknownHostException.class::isInstance)) {
            return new Unavailable("host-unknown", "the name of the database's host can not be resolved", details, e);
        }
        if (has(e, CertificateException.class::isInstance)) {
            return new Unavailable(
                    "certificate-refused",
                    "the certificate of the database is not one that is trusted: tlsTrust names what else to trust",
                    details,
                    e);
        }
        String state = SqlStates.of(e);
        if (state.startsWith("28") || state.equals(NO_PASSWORD)) {
            return new Unavailable(
                    "login-refused",
                    "the database refused the login: look at the credentials, their age, the region and the role",
                    details,
                    e);
        }
        if (state.startsWith("53")) {
            return new Unavailable("connections-refused", "the database takes no further connection now", details, e);
        }
        // the pool names the failure of its last attempt to connect; with none, all connections are in use
        if (e instanceof SQLTransientConnectionException && e.getCause() == null) {
            return new Unavailable("pool-exhausted", "no connection of the pool became free in time", details, e);
        }
        return new Unavailable("connect-failed", "no connection to the database could be had", details, e);
    }

    private static boolean has(Throwable failure, Predicate<Throwable> kind) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
            if (kind.test(cause)) {
                return true;
            }
            depth++;
        }
        return false;
    }
}
