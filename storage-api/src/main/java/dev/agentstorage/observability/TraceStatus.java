package dev.agentstorage.observability;

/** How a span, and with its root span a trace, came out: derived from the span and never stored (rule {@code OBS-40}). */
public enum TraceStatus {
    /** It ended without an error. */
    SUCCESS("success"),
    /** It has an error, whether it ended or not. */
    ERROR("error"),
    /** It has not ended and has no error. */
    RUNNING("running");

    private final String value;

    TraceStatus(String value) {
        this.value = value;
    }

    /** Returns the status as other tools write it, in lower case. */
    public String value() {
        return value;
    }
}
