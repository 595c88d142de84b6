package dev.agentstorage.benchmarks.budgets;

/**
 * What was measured of one operation.
 *
 * @param operation what was done
 * @param where in what thread
 * @param unit what was counted
 * @param measured how much it was
 * @param limit how much it may be; {@link #NONE} when it is listed only
 */
record Finding(String operation, String where, String unit, long measured, long limit) {
    /** No limit. */
    static final long NONE = Long.MAX_VALUE;

    boolean kept() {
        return measured <= limit;
    }
}
