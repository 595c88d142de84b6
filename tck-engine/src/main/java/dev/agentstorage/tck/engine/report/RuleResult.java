package dev.agentstorage.tck.engine.report;

import dev.agentstorage.tck.engine.rule.CatalogueRule;
import java.time.Duration;
import java.util.List;

/**
 * The row of one rule.
 *
 * @param rule the rule
 * @param sentence what the contract says; empty when the kit has no contract in words
 * @param status its result
 * @param duration what its tests took together, with their preparation
 * @param message why it failed, is a gap, does not apply, is untested or incomplete; what a test of it remarks when it passed, mostly nothing
 * @param tests its tests, by contract and name
 */
public record RuleResult(
        CatalogueRule rule, String sentence, Status status, Duration duration, String message, List<TestResult> tests) {
    /** Copies the list. */
    public RuleResult {
        tests = List.copyOf(tests);
    }
}
