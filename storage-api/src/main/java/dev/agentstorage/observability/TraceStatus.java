package dev.agentstorage.observability;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import java.util.Arrays;
import java.util.Map;

/** The outcome of a span, and of a trace through its root span: derived from the span and never stored (rule {@code OBS-40}). */
public enum TraceStatus {
    /** Ended without an error. */
    SUCCESS("success"),
    /** Has an error, whether it has ended or not. */
    ERROR("error"),
    /** Has not ended and has no error. */
    RUNNING("running");

    private final String value;

    TraceStatus(String value) {
        this.value = value;
    }

    /**
     * {@return the status with this {@link #value}}
     *
     * @param value the text
     * @throws InvalidRequestException {@code trace-status-unknown}, {@code null-argument}
     */
    public static TraceStatus of(String value) {
        Checks.notNull("status", value);
        return Arrays.stream(values())
                .filter(status -> status.value.equals(value))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(
                        "trace-status-unknown",
                        "a trace has the status success, error or running",
                        Map.of("value", value)));
    }

    static TraceStatus derived(boolean hasError, boolean ended) {
        if (hasError) {
            return ERROR;
        }
        return ended ? SUCCESS : RUNNING;
    }

    /** {@return the status in lower case, as other tools write it} */
    public String value() {
        return value;
    }
}
