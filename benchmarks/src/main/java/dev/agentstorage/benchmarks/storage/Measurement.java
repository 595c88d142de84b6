package dev.agentstorage.benchmarks.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link StorageBenchmark}, what is compared in a row, so that all meet the same machine. */
final class Measurement {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final Stage stage;
    private final Plan plan;
    private final Consumer<Figure> progress;

    Measurement(Stage stage, Plan plan, Consumer<Figure> progress) {
        this.stage = stage;
        this.plan = plan;
        this.progress = progress;
    }

    List<Figure> run() throws RunnerException, SQLException {
        List<Figure> figures = new ArrayList<>();
        for (int round = 0; round < plan.rounds(); round++) {
            for (Operation operation : Operation.values()) {
                for (int length : operation.lengths()) {
                    for (Way way : Way.values()) {
                        if (operation.on(way)) {
                            Figure figure = measure(way, operation, length, round);
                            progress.accept(figure);
                            figures.add(figure);
                        }
                    }
                }
            }
        }
        return figures;
    }

    Figure measure(Way way, Operation operation, int length, int round) throws RunnerException, SQLException {
        if (operation.appended() > 0) {
            stage.tidy();
        }
        TimeValue iteration = way.server().isPresent() ? plan.iteration() : plan.inMemory();
        OptionsBuilder options = new OptionsBuilder();
        options.include(StorageBenchmark.class.getName() + ".run")
                .param("way", way.name())
                .param("operation", operation.name())
                .param("length", Integer.toString(length))
                .threads(1)
                .mode(Mode.SampleTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(plan.forks())
                .warmupIterations(plan.warmups())
                .warmupTime(iteration)
                .measurementIterations(plan.iterations())
                .measurementTime(iteration)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (plan.forks() > 0) {
            options.jvmArgsAppend(Stream.concat(
                            Stream.of("-Xms1g", "-Xmx1g"),
                            stage.places().stream().flatMap(Place::arguments))
                    .toArray(String[]::new));
        }
        return figure(way, operation, length, round, new Runner(options.build()).run());
    }

    private static Figure figure(Way way, Operation operation, int length, int round, Collection<RunResult> results) {
        RunResult run = results.iterator().next();
        Result<?> time = run.getPrimaryResult();
        return new Figure(
                way,
                operation,
                length,
                round,
                time.getStatistics().getPercentile(50) / 1_000,
                time.getStatistics().getPercentile(99) / 1_000,
                Objects.requireNonNull(run.getSecondaryResults().get(ALLOCATED)).getScore());
    }
}
