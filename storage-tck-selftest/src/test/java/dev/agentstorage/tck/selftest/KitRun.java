package dev.agentstorage.tck.selftest;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.agentstorage.tck.run.TckRun;
import dev.agentstorage.value.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** One run of kits in a separate engine, with the reports that it left. */
public record KitRun(EngineExecutionResults results, Path directory) {
    public static KitRun of(Path directory, Class<?>... kits) {
        return of(
                directory,
                Map.of(),
                Stream.of(kits).map(kit -> (DiscoverySelector) selectClass(kit)).toList());
    }

    public static KitRun of(
            Path directory, Map<String, String> parameters, List<? extends DiscoverySelector> selectors) {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .configurationParameter(TckRun.REPORTS, directory.toString())
                .configurationParameters(parameters)
                .selectors(selectors.toArray(DiscoverySelector[]::new))
                .execute();
        return new KitRun(results, directory);
    }

    /** The messages of all failures, of tests and of classes. */
    public List<String> failures() {
        return results.allEvents().failed().stream().map(KitRun::message).toList();
    }

    public Json report(String name) {
        return Json.parse(text(name + ".json"));
    }

    public String verdict(String name) {
        return report(name).path("verdict").string().orElseThrow();
    }

    public int count(String name, String status) {
        return report(name).at("/summary/" + status).orElseThrow().as(Integer.class);
    }

    /** The row of a rule. */
    public Json row(String name, String rule) {
        return report(name).get("rules").orElseThrow().elements().stream()
                .filter(row -> row.path("id").string().orElseThrow().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    public String status(String name, String rule) {
        return row(name, rule).path("status").string().orElseThrow();
    }

    public String message(String name, String rule) {
        return row(name, rule).path("message").string().orElseThrow();
    }

    /** The ids of the rules that have this status. */
    public List<String> rules(String name, String status) {
        return report(name).get("rules").orElseThrow().elements().stream()
                .filter(row -> row.path("status").string().orElseThrow().equals(status))
                .map(row -> row.path("id").string().orElseThrow())
                .toList();
    }

    public String text(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String message(Event event) {
        return event.getPayload(TestExecutionResult.class)
                .flatMap(TestExecutionResult::getThrowable)
                .map(KitRun::withCauses)
                .orElse("");
    }

    private static String withCauses(Throwable failure) {
        return failure.getCause() == null ? failure.toString() : failure + "; " + withCauses(failure.getCause());
    }
}
