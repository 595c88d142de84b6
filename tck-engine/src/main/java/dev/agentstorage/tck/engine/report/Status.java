package dev.agentstorage.tck.engine.report;

/** The result of one rule in one run. */
public enum Status {
    /** Every test that applies passed. */
    PASS("PASS"),
    /** A test failed, or a known gap is closed but still listed. */
    FAIL("FAIL"),
    /** A test failed, as a known gap predicts. */
    GAP("GAP"),
    /** No test applies: a feature is absent, or the rule is optional and the backend behaves differently. */
    NOT_APPLICABLE("N/A"),
    /** The rule cannot be tested. */
    UNTESTED("UNTESTED"),
    /** A test has no result: it was not selected, it was aborted, or the run ended early. */
    INCOMPLETE("INCOMPLETE");

    private final String text;

    Status(String text) {
        this.text = text;
    }

    /** Returns the status as it is spelled in reports. */
    @Override
    public String toString() {
        return text;
    }
}
