package dev.agentstorage.tck.engine.report;

import dev.agentstorage.tck.engine.rule.CatalogueRule;
import java.time.Duration;
import java.util.List;

/**
 * The result of one rule.
 *
 * @param rule the rule
 * @param sentence the text of the rule in the contract; empty when the kit has no contract text
 * @param status the status
 * @param duration the total time of its tests, including their setup
 * @param message why it failed, is a gap, does not apply, is untested or incomplete; for a passed rule the remarks of its tests, usually empty
 * @param tests its tests, sorted by contract and name
 */
public record RuleResult(
        CatalogueRule rule, String sentence, Status status, Duration duration, String message, List<TestResult> tests) {
    /** Copies the list. */
    public RuleResult {
        tests = List.copyOf(tests);
    }
}
