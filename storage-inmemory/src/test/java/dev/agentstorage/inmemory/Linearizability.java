package dev.agentstorage.inmemory;

import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Checks that a class is linearizable: three threads run random operations at the same time, many times over, and
 * each result must be one that some sequential order gives.
 *
 * <p>A class under test has a public constructor without arguments, methods annotated with {@code @Operation}, and an explicit
 * {@code @Param(gen = ...)} on each parameter. Its results must not depend on time or chance, and compare by {@code equals}.
 */
final class Linearizability {
    private Linearizability() {}

    static void check(Class<?> underTest) {
        new StressOptions()
                .threads(3)
                .actorsBefore(2)
                .actorsPerThread(3)
                .actorsAfter(1)
                .iterations(20)
                .invocationsPerIteration(500)
                .check(underTest);
    }
}
