package dev.agentstorage.benchmarks.storage;

import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How much is measured.
 *
 * @param rounds everything is measured so often; a ratio is always of one round
 * @param forks 1, or 0 to stay within this process, where what the endpoint allocates counts too
 * @param warmups iterations before the measured ones
 * @param iterations measured iterations
 * @param iteration the length of each
 * @param inMemory the length of each in memory, where so much more is done that it must fit the heap
 */
record Plan(int rounds, int forks, int warmups, int iterations, TimeValue iteration, TimeValue inMemory) {
    /** For figures that are worth being written down. */
    static Plan thorough(int rounds) {
        return new Plan(rounds, 1, 2, 3, TimeValue.milliseconds(800), TimeValue.milliseconds(200));
    }

    /** Everything once, too short for figures that mean anything. */
    static Plan quick() {
        return new Plan(1, 0, 1, 1, TimeValue.milliseconds(100), TimeValue.milliseconds(50));
    }
}
