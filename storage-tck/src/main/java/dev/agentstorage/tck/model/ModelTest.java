package dev.agentstorage.tck.model;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.engine.support.SeededRandom;
import dev.agentstorage.tck.provider.WithLimits;
import dev.agentstorage.value.Feature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Random sequences of calls on a storage and on the reference implementation, {@code inmemory}, with the same clock (rule {@code CORE-27}). The
 * sequences use random ids and do not affect other data in the storage. Not thread-safe.
 */
public final class ModelTest implements AutoCloseable {
    private static final String REFERENCE = "inmemory";
    private static final int CALLS_OF_A_SEQUENCE = 60;
    private static final int SHRINKING_ATTEMPTS = 400;

    private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.EPOCH);
    private final Storage actual;
    private final Storage model;
    private final Replay replay;

    /**
     * Opens the two storages.
     *
     * @param open opens the storage under test with a clock
     * @param losesBumps whether the setup makes the backend lose updates of the times of threads (rule {@code MEM-36})
     */
    public ModelTest(Function<InstantSource, Storage> open, boolean losesBumps) {
        actual = open.apply(clock::get);
        try {
            // with the same limits, so that it rejects the same sizes
            StorageProvider reference = new WithLimits(Storages.require(REFERENCE), actual.limits());
            model = Storages.open(reference, StorageConfig.of(REFERENCE), clock::get);
        } catch (RuntimeException | Error e) {
            actual.close();
            throw e;
        }
        replay = new Replay(actual, model, clock, losesBumps);
    }

    /**
     * A difference between the storage and the reference.
     *
     * @param text the difference
     * @param operations a shortened list of the operations that lead to it; the last one differs
     * @param java the source of a class that makes these calls and prints the results
     */
    public record Divergence(String text, List<String> operations, String java) {
        /**
         * Copies the list.
         *
         * @param text the difference
         * @param operations a shortened list of the operations that lead to it; the last one differs
         * @param java the source of a class that makes these calls and prints the results
         */
        public Divergence {
            operations = List.copyOf(operations);
        }
    }

    /**
     * Runs random calls of the domains of some features.
     *
     * @param random the source of randomness
     * @param features the domains to call; domains that the storage lacks are ignored
     * @param calls the number of calls
     * @return the first difference, with a short list of operations; empty when there is none
     */
    public Optional<Divergence> run(SeededRandom random, Set<Feature> features, int calls) {
        Set<Feature> called = EnumSet.copyOf(features);
        called.retainAll(actual.features());
        for (int left = calls; left > 0 && !called.isEmpty(); left -= CALLS_OF_A_SEQUENCE) {
            Sequence sequence =
                    Generator.sequence(random.split(), called, actual.limits(), Math.min(left, CALLS_OF_A_SEQUENCE));
            Optional<Replay.Difference> difference = replay.run(sequence);
            if (difference.isPresent()) {
                Shrinker.Failure failure = Shrinker.shrink(
                        new Shrinker.Failure(sequence, difference.get()), replay::run, SHRINKING_ATTEMPTS);
                return Optional.of(new Divergence(
                        failure.difference().text(),
                        failure.sequence().operations().stream()
                                .map(Object::toString)
                                .toList(),
                        JavaSource.of(failure.sequence())));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        try (actual) {
            model.close();
        }
    }
}
