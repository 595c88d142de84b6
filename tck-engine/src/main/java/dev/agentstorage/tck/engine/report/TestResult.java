package dev.agentstorage.tck.engine.report;

import java.time.Duration;

/**
 * The result of one test of a rule.
 *
 * @param name the contract class and the method
 * @param status the status
 * @param duration its time, including its setup
 * @param message why it failed, does not apply or has no result; for a passed test its remarks, usually empty
 */
public record TestResult(String name, Status status, Duration duration, String message) {}
