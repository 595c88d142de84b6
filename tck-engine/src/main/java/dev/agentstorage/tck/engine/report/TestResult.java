package dev.agentstorage.tck.engine.report;

import java.time.Duration;

/**
 * The result of one test of a rule.
 *
 * @param name the contract class and the method
 * @param status its result
 * @param duration what it took, with its preparation
 * @param message why it failed, does not apply or has no result; what the test remarks when it passed, mostly nothing
 */
public record TestResult(String name, Status status, Duration duration, String message) {}
