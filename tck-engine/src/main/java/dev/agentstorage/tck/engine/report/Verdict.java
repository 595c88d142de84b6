package dev.agentstorage.tck.engine.report;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** The verdict of a run on a backend. */
public enum Verdict {
    /** Every rule of the catalogue has a result: it passed, does not apply or cannot be tested. */
    CONFORMANT("CONFORMANT"),
    /** Like {@link #CONFORMANT}, except for known gaps. */
    CONFORMANT_WITH_GAPS("CONFORMANT WITH GAPS"),
    /** No rule failed, but at least one has no result. */
    INCOMPLETE("INCOMPLETE"),
    /** At least one rule failed. */
    NOT_CONFORMANT("NOT CONFORMANT");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    /** Returns the verdict on these results; no result at all is {@link #INCOMPLETE}. */
    public static Verdict of(Collection<RuleResult> results) {
        Set<Status> found = results.stream().map(RuleResult::status).collect(Collectors.toSet());
        if (found.contains(Status.FAIL)) {
            return NOT_CONFORMANT;
        } else if (found.isEmpty() || found.contains(Status.INCOMPLETE)) {
            return INCOMPLETE;
        }
        return found.contains(Status.GAP) ? CONFORMANT_WITH_GAPS : CONFORMANT;
    }

    /** Returns the verdict as it is spelled in reports. */
    @Override
    public String toString() {
        return text;
    }
}
