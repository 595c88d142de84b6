package dev.agentstorage.dsql.local;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint could not be started, or its tables not be emptied.
 *
 * <p>The message depends on nothing but the {@link #reason()}; what is particular to one failure is in {@link
 * #details()}. {@link #toString()}, which is what a stack trace shows, has both. That the embedded PostgreSQL could not be
 * started is a {@link dev.agentstorage.dsql.local.postgres.LocalPostgresException} instead.
 */
public final class DsqlLocalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why it failed, by what the reader can do about it. */
    public enum Reason {
        /** Somebody else listens on the port, or this user may not, or the address is none of this machine. */
        PORT_NOT_AVAILABLE("the port cannot be had; choose another one, or 0 for any free one"),
        /** A certificate or its key can't be read, written or used; details tell the files. */
        CERTIFICATE_UNUSABLE("the certificate of the endpoint cannot be used"),
        /** The data directory can't be written. */
        DATA_DIRECTORY_UNUSABLE("the data directory cannot be used"),
        /** The tables keep their rows; the cause tells why. A statement of a client may have run for too long. */
        RESET_FAILED("the tables could not be emptied"),
        /** Everything else; the cause tells. */
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

    /** Why it failed. */
    public Reason reason() {
        return reason;
    }

    /** The particulars by name, sorted: paths, ports, names. Never a secret. Empty after deserialization. */
    public Map<String, String> details() {
        return details == null ? Map.of() : details;
    }

    /** The class, the message and the details, for logs and stack traces. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // The message stays constant; this is for people.
    public String toString() {
        return details().isEmpty() ? super.toString() : super.toString() + ' ' + details();
    }
}
