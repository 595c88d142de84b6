package dev.agentstorage.benchmarks.endpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link EndpointBenchmark}, each pair of ways in a row, so that both meet the same machine. */
final class Measurement {
    /** Number of concurrent connections. */
    static final List<Integer> CONNECTIONS = List.of(1, 16);

    private final Stage stage;
    private final Plan plan;

    Measurement(Stage stage, Plan plan) {
        this.stage = stage;
        this.plan = plan;
    }

    List<Figure> run() throws RunnerException {
        List<Figure> figures = new ArrayList<>();
        for (int round = 0; round < plan.rounds(); round++) {
            for (int connections : CONNECTIONS) {
                for (Work work : Work.values()) {
                    for (Way way : Way.values()) {
                        figures.add(measure(round, way, work, connections));
                    }
                }
            }
        }
        return figures;
    }

    Figure measure(int round, Way way, Work work, int connections) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        options.include(EndpointBenchmark.class.getName() + ".run")
                .param("way", way.name())
                .param("work", work.name())
                .threads(connections)
                .mode(Mode.SampleTime)
                .mode(Mode.Throughput)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(plan.forks())
                .warmupIterations(1)
                .warmupTime(plan.warmup())
                .measurementIterations(1)
                .measurementTime(plan.measured())
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (plan.forks() > 0) {
            options.jvmArgsAppend("-Xms256m", "-Xmx256m", "-D" + way.property() + "=" + stage.url(way));
        } else {
            System.setProperty(way.property(), stage.url(way));
        }
        return figure(round, way, work, connections, new Runner(options.build()).run());
    }

    private static Figure figure(int round, Way way, Work work, int connections, Collection<RunResult> results) {
        double median = 0;
        double p99 = 0;
        double throughput = 0;
        for (RunResult each : results) {
            Result<?> result = each.getPrimaryResult();
            if (each.getParams().getMode() == Mode.SampleTime) {
                median = result.getStatistics().getPercentile(50);
                p99 = result.getStatistics().getPercentile(99);
            } else {
                throughput = result.getScore() * TimeUnit.SECONDS.toMicros(1);
            }
        }
        return new Figure(round, way, work, connections, median, p99, throughput);
    }
}
