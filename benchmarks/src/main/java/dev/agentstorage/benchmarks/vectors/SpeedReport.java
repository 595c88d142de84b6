package dev.agentstorage.benchmarks.vectors;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures recall against its baseline, and prints a Markdown table. Argument: the number of rounds, 3 by default, or {@code quick} for a try
 * without figures that mean anything.
 */
public final class SpeedReport {
    /** Shares of the messages that resources have, in per mille. */
    static final List<Integer> SHARES = List.of(5, 19, 100, 500);

    private static final double MOST = 1.5;

    private SpeedReport() {}

    /**
     * How much is measured.
     *
     * @param messages in the index
     * @param shares the resources that are asked about
     * @param forks 1, or 0 to stay within this process
     * @param warmups iterations before the three measured ones; recall runs through much code that is slow at first
     * @param iteration the length of each
     */
    record Plan(int messages, List<Integer> shares, int rounds, int forks, int warmups, TimeValue iteration) {}

    /** Times of one way in one round, in microseconds. */
    record Figure(int round, Way way, int share, double median, double p99) {}

    /** Takes about three minutes for each round, and minutes before to build the index unless it is there. */
    public static void main(String[] arguments) throws IOException, RunnerException {
        boolean quick = Arrays.asList(arguments).contains("quick");
        Plan plan = quick
                ? new Plan(2_000, List.of(100), 1, 0, 1, TimeValue.milliseconds(50))
                : new Plan(
                        100_000,
                        SHARES,
                        arguments.length == 0 ? 3 : Integer.parseInt(arguments[0]),
                        1,
                        8,
                        TimeValue.seconds(1));
        Path folder = Path.of(System.getProperty("benchmarks.root", ".")).resolve("benchmarks/target/vectors");
        System.out.print(markdown(plan.messages(), measure(folder, plan)));
    }

    static List<Figure> measure(Path folder, Plan plan) throws IOException, RunnerException {
        new Shelf(folder, plan.messages(), ClusteredEmbedder.USUAL_CENTRES).build();
        List<Figure> figures = new ArrayList<>();
        for (int round = 0; round < plan.rounds(); round++) {
            for (int share : plan.shares()) {
                for (Way way : Way.values()) {
                    Figure figure = measure(folder, plan, round, way, share);
                    System.err.printf(Locale.ROOT, "%s, %d ‰: %.0f µs%n", way, share, figure.median());
                    figures.add(figure);
                }
            }
        }
        return figures;
    }

    private static Figure measure(Path folder, Plan plan, int round, Way way, int share) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        options.include(RecallBenchmark.class.getName() + ".run")
                .param("way", way.name())
                .param("share", Integer.toString(share))
                .threads(1)
                .mode(Mode.SampleTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(plan.forks())
                .warmupIterations(plan.warmups())
                .warmupTime(plan.iteration())
                .measurementIterations(3)
                .measurementTime(plan.iteration())
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (plan.forks() > 0) {
            options.jvmArgsAppend(
                    "-Xms1g",
                    "-Xmx1g",
                    "-D" + RecallBenchmark.FOLDER + "=" + folder,
                    "-D" + RecallBenchmark.MESSAGES + "=" + plan.messages());
        } else {
            System.setProperty(RecallBenchmark.FOLDER, folder.toString());
            System.setProperty(RecallBenchmark.MESSAGES, Integer.toString(plan.messages()));
        }
        RunResult run = new Runner(options.build()).run().iterator().next();
        return new Figure(
                round,
                way,
                share,
                run.getPrimaryResult().getStatistics().getPercentile(50),
                run.getPrimaryResult().getStatistics().getPercentile(99));
    }

    static String markdown(int messages, List<Figure> figures) {
        StringBuilder text = new StringBuilder(
                        "| messages of the resource | recall p50 | p99 | embedding and scan p50 | p99 | embedding p50 |")
                .append(" ratio (least to most) | target |\n|--:|--:|--:|--:|--:|--:|---|---|\n");
        for (int share : figures.stream().map(Figure::share).distinct().toList()) {
            double[] ratios = ratios(figures, share);
            double ratio = median(ratios);
            text.append(String.format(
                    Locale.ROOT,
                    "| %,d | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %.2f (%.2f to %.2f) | ≤ %.1f, %s |%n",
                    new Corpus(messages).messages(share),
                    median(of(figures, Way.RECALL, share).mapToDouble(Figure::median)) / 1_000,
                    median(of(figures, Way.RECALL, share).mapToDouble(Figure::p99)) / 1_000,
                    median(of(figures, Way.CEILING, share).mapToDouble(Figure::median)) / 1_000,
                    median(of(figures, Way.CEILING, share).mapToDouble(Figure::p99)) / 1_000,
                    median(of(figures, Way.EMBEDDING, share).mapToDouble(Figure::median)) / 1_000,
                    ratio,
                    ratios[0],
                    ratios[ratios.length - 1],
                    MOST,
                    ratio <= MOST ? "met" : "**not met**"));
        }
        return text.toString();
    }

    /** One for each round, the least first. */
    private static double[] ratios(List<Figure> figures, int share) {
        return of(figures, Way.RECALL, share)
                .mapToDouble(recall -> recall.median()
                        / of(figures, Way.CEILING, share)
                                .filter(ceiling -> ceiling.round() == recall.round())
                                .mapToDouble(Figure::median)
                                .sum())
                .sorted()
                .toArray();
    }

    private static Stream<Figure> of(List<Figure> figures, Way way, int share) {
        return figures.stream().filter(figure -> figure.way() == way && figure.share() == share);
    }

    private static double median(DoubleStream values) {
        return median(values.sorted().toArray());
    }

    private static double median(double[] sorted) {
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
