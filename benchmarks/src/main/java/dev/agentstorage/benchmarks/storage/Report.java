package dev.agentstorage.benchmarks.storage;

import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** An outcome as Markdown, with figures and targets. */
final class Report {
    /** How much longer than by hand an operation may take. */
    static final double MOST_TIME = 1.10;

    /** How much more than by hand an operation may allocate. */
    static final double MOST_ALLOCATED = 1.5;

    private final Outcome outcome;

    Report(Outcome outcome) {
        this.outcome = outcome;
    }

    /** Everything. */
    String markdown() {
        StringBuilder text = new StringBuilder("Time, in microseconds: p50, and p99 in parentheses (target: at most "
                + format(MOST_TIME, 2) + " times the p50 by hand)\n\n");
        compare(text, Figure::median, Optional.of(Figure::p99), MOST_TIME);
        text.append("\nAllocated by the client, in bytes for one operation (target: at most "
                + format(MOST_ALLOCATED, 1) + " times as many as by hand)\n\n");
        compare(text, Figure::allocated, Optional.empty(), MOST_ALLOCATED);
        return text.append('\n').append(counts()).toString();
    }

    private void compare(
            StringBuilder text,
            ToDoubleFunction<Figure> value,
            Optional<ToDoubleFunction<Figure>> extreme,
            double target) {
        text.append("| operation | thread of ");
        for (Server server : Server.values()) {
            text.append("| ").append(server.title()).append(": dsql | by hand | ratio ");
        }
        text.append("| inmemory |\n|---|--:|--:|--:|---|--:|--:|---|--:|\n");
        for (Operation operation : Operation.values()) {
            for (int length : operation.lengths()) {
                text.append(row(operation, length));
                for (Server server : Server.values()) {
                    text.append(" | ")
                            .append(cell(Way.of(Way.Kind.STORE, server), operation, length, value, extreme))
                            .append(" | ")
                            .append(cell(Way.of(Way.Kind.HAND, server), operation, length, value, extreme))
                            .append(" | ")
                            .append(outcome.ratio(server, operation, length, value)
                                    .map(ratio -> judged(ratio, target))
                                    .orElse("–"));
                }
                text.append(" | ")
                        .append(cell(Way.INMEMORY, operation, length, value, extreme))
                        .append(" |\n");
            }
        }
    }

    private String cell(
            Way way,
            Operation operation,
            int length,
            ToDoubleFunction<Figure> value,
            Optional<ToDoubleFunction<Figure>> extreme) {
        String suffix = extreme.flatMap(each -> outcome.median(way, operation, length, each))
                .map(each -> " (" + rounded(each) + ")")
                .orElse("");
        return outcome.median(way, operation, length, value)
                .map(each -> rounded(each) + suffix)
                .orElse("–");
    }

    /** What is counted and not timed. */
    String counts() {
        StringBuilder text = new StringBuilder(
                "At the wire, for one operation on dsql-local, once statements are prepared (dsql / by hand)\n\n");
        text.append("""
                | operation | thread of | round trips | budget | statements | bytes sent | bytes received | retries |
                |---|--:|---|--:|---|---|---|--:|
                """);
        for (Operation operation : Operation.values()) {
            for (int length : operation.lengths()) {
                Count store = outcome.count(Way.STORE_ON_DSQL, operation, length);
                Count hand = outcome.count(Way.HAND_ON_DSQL, operation, length);
                text.append(row(operation, length))
                        .append(" | ")
                        .append(format(store.roundTrips(), 0) + " / " + format(hand.roundTrips(), 0))
                        .append(" | ")
                        .append(operation.budget())
                        .append(" | ")
                        .append(format(store.statements(), 0) + " / " + format(hand.statements(), 0))
                        .append(" | ")
                        .append(store.bytesSent() + " / " + hand.bytesSent())
                        .append(" | ")
                        .append(store.bytesReceived() + " / " + hand.bytesReceived())
                        .append(" | ")
                        .append(store.retries())
                        .append(" |\n");
            }
        }
        return text.toString();
    }

    private static String row(Operation operation, int length) {
        return "| " + operation.title() + " | " + (length == 0 ? "–" : String.format(Locale.ROOT, "%,d", length));
    }

    private static String judged(double ratio, double target) {
        return format(ratio, 2) + (ratio <= target ? "" : ", **missed**");
    }

    private static String rounded(double value) {
        return value < 10 ? format(value, 1) : String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String format(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
