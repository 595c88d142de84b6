package dev.agentstorage.dsql.local.internal.tls;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A certificate or its key cannot be read, written or used.
 *
 * <p>The message is constant and says what to do; paths and names are in {@link #details()}, key material never is.
 */
public final class UnusableCertificateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> details;

    UnusableCertificateException(String message, Map<String, String> details, @Nullable Throwable cause) {
        super(message, cause);
        this.details = Map.copyOf(details);
    }

    UnusableCertificateException(String message, Map<String, String> details) {
        this(message, details, null);
    }

    /** The particulars: paths and names. Empty after deserialization. */
    public Map<String, String> details() {
        return details == null ? Map.of() : details;
    }

    /** The class, the message and the details. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // The message stays constant; this is for people.
    public String toString() {
        return details().isEmpty() ? super.toString() : super.toString() + ' ' + new TreeMap<>(details());
    }
}
