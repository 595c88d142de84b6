package dev.agentstorage.dsql.local.postgres;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if the embedded PostgreSQL cannot be unpacked, started or stopped.
 *
 * <p>The message depends only on the {@link #reason()}; the values of one failure (paths, ports, the name of a missing
 * jar) are in {@link #details()}, and the output of the server is in {@link #serverLog()}. {@link #toString()}, and
 * therefore a stack trace, has all of them.
 */
public final class LocalPostgresException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The kind of failure. */
    public enum Reason {
        /** No PostgreSQL binaries for this system on the class path; detail {@code jar} names the missing one. */
        UNSUPPORTED_PLATFORM("no PostgreSQL binaries for this operating system and processor on the class path"),
        /** The archive in the binaries jar cannot be read. */
        CORRUPT_ARCHIVE("the archive of PostgreSQL binaries cannot be read; the binaries jar is damaged"),
        /** The cache directory cannot be written, belongs to another user, or is writable by other users. */
        CACHE_NOT_USABLE("the cache directory cannot be used; choose another one with cacheDirectory"),
        /** This JVM runs as root, which PostgreSQL refuses, and cannot switch to another user. */
        NO_RIGHT_TO_SWITCH_USER("PostgreSQL refuses to run as root and this process cannot switch to another user;"
                + " install setpriv (util-linux), or allow setuid or user namespaces, or run as an ordinary user"),
        /** The requested port is in use, or no free one was found. */
        PORT_IN_USE("the port is in use"),
        /** Another server runs on the same data directory. */
        DATA_DIRECTORY_IN_USE("another server uses the data directory"),
        /** The data directory contains other files, or data of another major version of PostgreSQL. */
        DATA_DIRECTORY_UNUSABLE("the data directory is neither empty nor usable by this version of PostgreSQL"),
        /** The server, or a tool that it needs, failed; see {@link LocalPostgresException#serverLog()}. */
        START_FAILED("PostgreSQL did not start"),
        /** The server was not ready in time. */
        START_TIMED_OUT("PostgreSQL was not ready within the startup timeout"),
        /** The calling thread was interrupted while it waited; its interrupt flag is set again. */
        INTERRUPTED("interrupted while waiting for PostgreSQL");

        private final String message;

        Reason(String message) {
            this.message = message;
        }
    }

    private final Reason reason;
    private final transient Map<String, String> details;
    private final String serverLog;

    LocalPostgresException(Reason reason, Map<String, String> details, String serverLog, @Nullable Throwable cause) {
        super(reason.message, cause);
        this.reason = reason;
        this.details = Collections.unmodifiableMap(new TreeMap<>(details));
        this.serverLog = serverLog;
    }

    LocalPostgresException(Reason reason, Map<String, String> details, @Nullable Throwable cause) {
        this(reason, details, "", cause);
    }

    LocalPostgresException(Reason reason, Map<String, String> details) {
        this(reason, details, "", null);
    }

    /** The kind of failure. */
    public Reason reason() {
        return reason;
    }

    /** The values of this failure, sorted by name: paths, ports, names. Never a secret. Empty after deserialization. */
    public Map<String, String> details() {
        return details == null ? Map.of() : details;
    }

    /** The last lines that the server or {@code initdb} wrote, or an empty string if neither ran. */
    public String serverLog() {
        return serverLog;
    }

    /** The class, the message, the details and the server's log, for logs and stack traces. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // The message is constant; this text adds the details.
    public String toString() {
        StringBuilder text = new StringBuilder(super.toString());
        if (!details().isEmpty()) {
            text.append(' ').append(details());
        }
        if (!serverLog.isEmpty()) {
            text.append(System.lineSeparator()).append(serverLog);
        }
        return text.toString();
    }
}
