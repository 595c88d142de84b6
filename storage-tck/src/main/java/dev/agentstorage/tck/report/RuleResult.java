package dev.agentstorage.tck.report;

import dev.agentstorage.tck.rule.CatalogueRule;
import java.time.Duration;

/**
 * The row of one rule.
 *
 * @param rule the rule
 * @param status its result
 * @param duration what its tests took together, with their preparation
 * @param message why it failed, is a gap, does not apply, is untested or incomplete; empty when it passed
 */
public record RuleResult(CatalogueRule rule, Status status, Duration duration, String message) {}
