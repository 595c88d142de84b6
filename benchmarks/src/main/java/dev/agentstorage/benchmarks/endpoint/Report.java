package dev.agentstorage.benchmarks.endpoint;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The figures as Markdown, with the targets. */
final class Report {
    private static final double MOST_ADDED_MILLIS = 0.2;
    private static final double LEAST_SHARE = 0.6;

    private final List<Figure> figures;

    Report(List<Figure> figures) {
        this.figures = figures;
    }

    /** Figures are medians of the rounds; what compares two ways compares them within each round first. */
    String markdown() {
        StringBuilder text = new StringBuilder("""
                Latency, in microseconds per round trip (p99: of the whole work, divided by its round trips)

                | connections | work | direct p50 | p99 | endpoint p50 | p99 | added p50 (rounds: least to most) | target |
                |---|---|---|---|---|---|---|---|
                """);
        for (int connections : Measurement.CONNECTIONS) {
            for (Work work : Work.values()) {
                text.append(latency(work, connections));
            }
        }
        text.append("""

                Throughput, in works per second of all connections together

                | connections | work | direct | endpoint | share (rounds: least to most) | target |
                |---|---|---|---|---|---|
                """);
        for (int connections : Measurement.CONNECTIONS) {
            for (Work work : Work.values()) {
                text.append(throughput(work, connections));
            }
        }
        return text.toString();
    }

    private String latency(Work work, int connections) {
        double[] added = pairs(
                work, connections, (direct, endpoint) -> (endpoint.median() - direct.median()) / work.roundTrips());
        return String.format(
                Locale.ROOT,
                "| %d | %s | %.0f | %.0f | %.0f | %.0f | %.0f (%.0f to %.0f) | %s |%n",
                connections,
                work.title(),
                median(Way.DIRECT, work, connections, Figure::median) / work.roundTrips(),
                median(Way.DIRECT, work, connections, Figure::p99) / work.roundTrips(),
                median(Way.ENDPOINT, work, connections, Figure::median) / work.roundTrips(),
                median(Way.ENDPOINT, work, connections, Figure::p99) / work.roundTrips(),
                median(added),
                added[0],
                added[added.length - 1],
                connections == 1 ? judged(median(added) <= 1_000 * MOST_ADDED_MILLIS, "≤ 200") : "");
    }

    private String throughput(Work work, int connections) {
        double[] shares = pairs(work, connections, (direct, endpoint) -> endpoint.throughput() / direct.throughput());
        return String.format(
                Locale.ROOT,
                "| %d | %s | %.0f | %.0f | %.0f %% (%.0f to %.0f) | %s |%n",
                connections,
                work.title(),
                median(Way.DIRECT, work, connections, Figure::throughput),
                median(Way.ENDPOINT, work, connections, Figure::throughput),
                100 * median(shares),
                100 * shares[0],
                100 * shares[shares.length - 1],
                connections == 16 ? judged(median(shares) >= LEAST_SHARE, "≥ 60 %") : "");
    }

    private static String judged(boolean met, String target) {
        return target + (met ? ", met" : ", not met");
    }

    private interface Comparison {
        double compare(Figure direct, Figure endpoint);
    }

    /** One value for each round, least first. */
    private double[] pairs(Work work, int connections, Comparison comparison) {
        return of(Way.DIRECT, work, connections).stream()
                .mapToDouble(direct -> of(Way.ENDPOINT, work, connections).stream()
                        .filter(endpoint -> endpoint.round() == direct.round())
                        .mapToDouble(endpoint -> comparison.compare(direct, endpoint))
                        .findFirst()
                        .orElseThrow())
                .sorted()
                .toArray();
    }

    private double median(Way way, Work work, int connections, ToDoubleFunction<Figure> value) {
        DoubleStream values = of(way, work, connections).stream().mapToDouble(value);
        return median(values.sorted().toArray());
    }

    private static double median(double[] sorted) {
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private List<Figure> of(Way way, Work work, int connections) {
        return figures.stream()
                .filter(figure -> figure.way() == way && figure.work() == work && figure.connections() == connections)
                .toList();
    }
}
