package dev.agentstorage.benchmarks.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** All figures and counts of one run. Immutable and thread-safe. */
record Outcome(List<Figure> figures, List<Count> counts) {
    /** The digits of a time differ in number, and with them the bytes. */
    private static final double MOST_BYTES = 1.02;

    Outcome {
        figures = List.copyOf(figures);
        counts = List.copyOf(counts);
    }

    /** The median of the rounds; empty when it was not measured. */
    Optional<Double> median(Way way, Operation operation, int length, ToDoubleFunction<Figure> value) {
        return median(
                of(way, operation, length).stream().mapToDouble(value).sorted().toArray());
    }

    /** The median of the rounds of the store's value through the value by hand. */
    Optional<Double> ratio(Server server, Operation operation, int length, ToDoubleFunction<Figure> value) {
        List<Figure> hand = of(Way.of(Way.Kind.HAND, server), operation, length);
        return median(of(Way.of(Way.Kind.STORE, server), operation, length).stream()
                .flatMapToDouble(store -> hand.stream()
                        .filter(each -> each.round() == store.round())
                        .mapToDouble(each -> value.applyAsDouble(store) / value.applyAsDouble(each)))
                .sorted()
                .toArray());
    }

    Count count(Way way, Operation operation, int length) {
        return counts.stream()
                .filter(each -> each.way() == way && each.operation() == operation && each.length() == length)
                .findFirst()
                .orElseThrow();
    }

    /** What is not as it must be. Only what is the same in every run can fail. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            for (int length : operation.lengths()) {
                String name = operation.title() + ", thread of " + length + ": ";
                for (Way way : Way.values()) {
                    if (operation.on(way) && of(way, operation, length).isEmpty()) {
                        broken.add(name + way + " was not measured");
                    }
                }
                Count store = count(Way.STORE_ON_DSQL, operation, length);
                Count hand = count(Way.HAND_ON_DSQL, operation, length);
                if (store.roundTrips() > operation.budget()) {
                    broken.add(name + store.roundTrips() + " round trips, of " + operation.budget());
                }
                if (store.roundTrips() > hand.roundTrips() || store.statements() > hand.statements()) {
                    broken.add(name + "more at the wire than by hand: " + store + ", " + hand);
                }
                if (store.bytesSent() > MOST_BYTES * hand.bytesSent()
                        || store.bytesReceived() > MOST_BYTES * hand.bytesReceived()) {
                    broken.add(name + "more bytes than by hand: " + store + ", " + hand);
                }
                if (store.retries() != 0) {
                    broken.add(name + store.retries() + " retries without other writers");
                }
            }
        }
        return broken;
    }

    private List<Figure> of(Way way, Operation operation, int length) {
        return figures.stream()
                .filter(each -> each.way() == way && each.operation() == operation && each.length() == length)
                .toList();
    }

    private static Optional<Double> median(double[] sorted) {
        return sorted.length == 0
                ? Optional.empty()
                : Optional.of((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
    }
}
