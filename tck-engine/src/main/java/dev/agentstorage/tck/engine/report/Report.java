package dev.agentstorage.tck.engine.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The results of one run of a kit. Immutable.
 *
 * @param provider the name of the report: by default that of the provider
 * @param kit the version of the kit
 * @param subject what was tested
 * @param seed the seed of the run's random tests
 * @param timeLimit maximum duration of one test
 * @param started the start of the run
 * @param ended the end of the run
 * @param rules one result for each rule of the catalogue
 * @param changes the differences from a previous report; empty without a previous report
 */
public record Report(
        String provider,
        KitVersion kit,
        Subject subject,
        long seed,
        Duration timeLimit,
        Instant started,
        Instant ended,
        List<RuleResult> rules,
        Optional<Changes> changes) {
    private static final int SLOWEST = 10;

    /** Copies the results. */
    public Report {
        rules = List.copyOf(rules);
    }

    /**
     * What was tested, as far as it is known; empty values when the provider could not be created.
     *
     * @param backend the description of the backend from its health check, such as the database version, or the reason why there is none
     * @param version the version of the backend's jar, if its manifest has one
     * @param spiVersion the SPI version that the provider was written against
     * @param features the names of the features that the author declares
     * @param absentFeatures the names of the features that the backend does not have
     * @param absentFaults the names of the faults that rules of the kit need and the author cannot inject
     * @param limits the provider's limits by name, in display order; empty when unknown
     * @param options the configured options, without the values of secret ones
     */
    public record Subject(
            String backend,
            Optional<String> version,
            Optional<String> spiVersion,
            SortedSet<String> features,
            SortedSet<String> absentFeatures,
            SortedSet<String> absentFaults,
            Map<String, Long> limits,
            SortedMap<String, String> options) {
        /** Copies the collections. */
        public Subject {
            features = Collections.unmodifiableSortedSet(new TreeSet<>(features));
            absentFeatures = Collections.unmodifiableSortedSet(new TreeSet<>(absentFeatures));
            absentFaults = Collections.unmodifiableSortedSet(new TreeSet<>(absentFaults));
            limits = Collections.unmodifiableMap(new LinkedHashMap<>(limits));
            options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
        }

        /** Returns sentences about what the run did not test; empty if it tested everything. */
        List<String> absences() {
            List<String> absences = new ArrayList<>();
            if (!absentFeatures.isEmpty()) {
                absences.add("The backend does not have " + String.join(", ", absentFeatures) + ".");
            }
            if (!absentFaults.isEmpty()) {
                absences.add(
                        "These faults were not tried, because the test cannot cause them, and the rules about them do not"
                                + " apply (N/A): " + String.join(", ", absentFaults) + ".");
            }
            return absences;
        }

        /** Returns the limits in one line. */
        String limitsText() {
            return limits.isEmpty()
                    ? "unknown"
                    : limits.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(", "));
        }
    }

    /** Returns the verdict. */
    public Verdict verdict() {
        return Verdict.of(rules);
    }

    /** Returns the rules with this status. */
    public List<RuleResult> withStatus(Status status) {
        return rules.stream().filter(row -> row.status() == status).toList();
    }

    /** Returns the slowest tests, slowest first. */
    public List<TestResult> slowest() {
        return rules.stream()
                .flatMap(row -> row.tests().stream())
                .sorted(Comparator.comparing(TestResult::duration).reversed().thenComparing(TestResult::name))
                .limit(SLOWEST)
                .toList();
    }

    /** Returns the number of rules of each status, under the names that the JSON report uses. */
    public Map<String, Integer> summary() {
        Map<String, Integer> summary = new LinkedHashMap<>();
        summary.put("pass", withStatus(Status.PASS).size());
        summary.put("fail", withStatus(Status.FAIL).size());
        summary.put("gap", withStatus(Status.GAP).size());
        summary.put("notApplicable", withStatus(Status.NOT_APPLICABLE).size());
        summary.put("untested", withStatus(Status.UNTESTED).size());
        summary.put("incomplete", withStatus(Status.INCOMPLETE).size());
        return summary;
    }
}
