package dev.agentstorage.dsql.local;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if an endpoint cannot be started or its tables cannot be emptied.
 *
 * <p>The message depends only on the {@link #reason()}; the values of one failure are in {@link #details()}. {@link
 * #toString()}, and therefore a stack trace, has both. If the embedded PostgreSQL cannot be started, a {@link
 * dev.agentstorage.dsql.local.postgres.LocalPostgresException} is thrown instead.
 */
public final class DsqlLocalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The kind of failure. */
    public enum Reason {
        /**
         * The port is in use, the user has no permission to listen on it, or the address does not belong to this
         * machine.
         */
        PORT_NOT_AVAILABLE("the port is not available; choose another one, or 0 for any free one"),
        /** A certificate or its key cannot be read, written or used; the details name the files. */
        CERTIFICATE_UNUSABLE("the certificate of the endpoint cannot be used"),
        /** The data directory cannot be written. */
        DATA_DIRECTORY_UNUSABLE("the data directory cannot be used"),
        /** The tables keep their rows; see the cause. For example, a client's statement ran for too long. */
        RESET_FAILED("the tables could not be emptied"),
        /** Any other failure; see the cause. */
        START_FAILED("the endpoint did not start");

        private final String message;

        Reason(String message) {
            this.message = message;
        }
    }

    private final Reason reason;
    private final transient Map<String, String> details;

    DsqlLocalException(Reason reason, Map<String, String> details, @Nullable Throwable cause) {
        super(reason.message, cause);
        this.reason = reason;
        this.details = Collections.unmodifiableMap(new TreeMap<>(details));
    }

    /** The kind of failure. */
    public Reason reason() {
        return reason;
    }

    /**
     * The values of this failure, sorted by name: paths, ports, names. Never contains a secret. Empty after
     * deserialization.
     */
    public Map<String, String> details() {
        return details == null ? Map.of() : details;
    }

    /** The class, the message and the details, for logs and stack traces. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // The message is constant; this text adds the details.
    public String toString() {
        return details().isEmpty() ? super.toString() : super.toString() + ' ' + details();
    }
}
