package dev.agentstorage.benchmarks.storage;

import dev.agentstorage.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures the storage API against the same SQL by hand, prints Markdown tables, and leaves them and all figures as JSON in {@code benchmarks/target/storage}.
 * Arguments: {@code quick} for a try of a minute without figures that mean anything, or the number of rounds, 1 by default; {@code
 * --update-docs} puts the tables into the documentation.
 */
public final class StorageReport {
    private static final String BEGIN = "<!-- ./bench storage: begin -->\n";
    private static final String END = "<!-- ./bench storage: end -->";

    private StorageReport() {}

    /** Ends with status 1 when a count is not as it must be. */
    public static void main(String[] arguments) throws SQLException, RunnerException, IOException {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        boolean update = words.remove("--update-docs");
        boolean quick = words.remove("quick");
        int rounds = words.isEmpty() ? 1 : Integer.parseInt(words.get(0));
        Path root = Path.of(System.getProperty("benchmarks.root", "."));
        Outcome outcome = measure(quick ? Plan.quick() : Plan.thorough(rounds));
        Report report = new Report(outcome);
        String markdown = report.markdown();
        System.out.print(quick ? report.counts() : markdown);
        Path folder = Files.createDirectories(root.resolve("benchmarks/target/storage"));
        Files.writeString(folder.resolve("storage.md"), markdown);
        Files.writeString(folder.resolve("storage.json"), json(outcome));
        if (update && !quick) {
            Path page = root.resolve("docs/BENCHMARKS.md");
            Files.writeString(page, replaced(Files.readString(page), markdown));
        }
        List<String> broken = outcome.broken();
        broken.forEach(System.err::println);
        if (!broken.isEmpty()) {
            System.exit(1);
        }
    }

    private static Outcome measure(Plan plan) throws SQLException, RunnerException {
        try (Stage stage = Stage.open()) {
            List<Count> counts = new Counting(stage).run();
            List<Figure> figures = new Measurement(
                            stage,
                            plan,
                            figure -> System.err.printf(
                                    "%s, %s, thread of %d: %.1f µs%n",
                                    figure.operation().title(), figure.way(), figure.length(), figure.median()))
                    .run();
            return new Outcome(figures, counts);
        }
    }

    /** The page with the tables between its marks. */
    static String replaced(String page, String tables) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException("the page has no place for the tables");
        }
        return page.substring(0, begin + BEGIN.length()) + "\n" + tables + "\n" + page.substring(end);
    }

    /** All figures and counts, for programs. */
    static String json(Outcome outcome) {
        List<Map<String, Object>> figures = new ArrayList<>();
        for (Figure each : outcome.figures()) {
            Map<String, Object> object = named(each.way(), each.operation(), each.length());
            object.put("round", each.round());
            object.put("p50Micros", each.median());
            object.put("p99Micros", each.p99());
            object.put("allocatedBytes", each.allocated());
            figures.add(object);
        }
        List<Map<String, Object>> counts = new ArrayList<>();
        for (Count each : outcome.counts()) {
            Map<String, Object> object = named(each.way(), each.operation(), each.length());
            object.put("roundTrips", each.roundTrips());
            object.put("statements", each.statements());
            object.put("bytesSent", each.bytesSent());
            object.put("bytesReceived", each.bytesReceived());
            object.put("retries", each.retries());
            counts.add(object);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("figures", figures);
        all.put("counts", counts);
        return Json.of(all).text() + "\n";
    }

    private static Map<String, Object> named(Way way, Operation operation, int length) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("way", way.name());
        object.put("operation", operation.name());
        object.put("length", length);
        return object;
    }
}
