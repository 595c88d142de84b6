package dev.agentstorage.benchmarks.endpoint;

import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How much is measured.
 *
 * @param rounds everything is measured so often; a ratio is always of one round
 * @param forks 1, or 0 to stay within this process
 * @param warmup how long each measurement is warmed up
 * @param measured how long each is measured
 */
record Plan(int rounds, int forks, TimeValue warmup, TimeValue measured) {
    /** For figures that are worth being written down. */
    static Plan thorough(int rounds) {
        return new Plan(rounds, 1, TimeValue.seconds(2), TimeValue.seconds(4));
    }
}
