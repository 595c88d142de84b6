package dev.agentstorage.dsql.local.conformance;

import java.util.List;
import java.util.Optional;

/**
 * One case of a case file.
 *
 * @param simple whether the one step is one Query message, with one expectation for each statement in it
 * @param ignoreRows whether only the shape of an answer is known
 * @param knownGap why a different answer is reported but does not fail
 * @param sessions one for an ordinary case, several for a conflict
 * @param conflict how the sessions of a conflict meet
 */
record Case(
        String name,
        String group,
        boolean simple,
        boolean ignoreRows,
        Optional<String> knownGap,
        List<Script> sessions,
        Optional<Conflict> conflict) {

    /** What one session sends and receives. */
    record Script(List<String> steps, List<Expectation> expected) {}

    /**
     * How sessions meet.
     *
     * @param order whose turn it is, step by step; without it the sessions go through their steps at the same time
     * @param losers how many must fail, if the loser is random
     * @param loserStep the step at which a loser fails
     */
    record Conflict(Optional<List<Integer>> order, int losers, int loserStep, String loserSqlState) {}

    @Override
    public String toString() {
        return name;
    }
}
