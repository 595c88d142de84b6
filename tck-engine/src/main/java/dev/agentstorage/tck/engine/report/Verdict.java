package dev.agentstorage.tck.engine.report;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** The verdict of a run about a backend. */
public enum Verdict {
    /** Every rule of the catalogue has a result, and each passed, does not apply or cannot be tested. */
    CONFORMANT("CONFORMANT"),
    /** As {@link #CONFORMANT}, but for the gaps that are listed. */
    CONFORMANT_WITH_GAPS("CONFORMANT WITH GAPS"),
    /** Nothing failed, but some rule has no result. */
    INCOMPLETE("INCOMPLETE"),
    /** Some rule failed. */
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

    /** Returns the verdict as reports spell it. */
    @Override
    public String toString() {
        return text;
    }
}
