package dev.agentstorage.benchmarks.endpoint;

/** What one client does repeatedly. */
public enum Work {
    /** A row by its key, in its own transaction. */
    SELECT("point SELECT", 1),
    /** One row changed, in its own transaction. */
    UPDATE("single-row UPDATE", 1),
    /** BEGIN with a SELECT, an UPDATE, COMMIT. */
    TRANSACTION("BEGIN, SELECT, UPDATE, COMMIT", 3);

    private final String title;
    private final int roundTrips;

    Work(String title, int roundTrips) {
        this.title = title;
        this.roundTrips = roundTrips;
    }

    /** For the report. */
    public String title() {
        return title;
    }

    /** How often the client waits for an answer. */
    public int roundTrips() {
        return roundTrips;
    }
}
