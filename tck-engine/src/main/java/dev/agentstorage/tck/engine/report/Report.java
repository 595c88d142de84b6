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
 * @param provider the report's name: the provider's unless the author chose another
 * @param kit which kit judged
 * @param subject what was tested
 * @param seed the seed of the run's random tests
 * @param timeLimit how long one test might take
 * @param started when the run began
 * @param ended when it ended
 * @param rules one row for each rule of the catalogue
 * @param changes what is different from a previous report; empty when there is none to compare with
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

    /** Copies the rows. */
    public Report {
        rules = List.copyOf(rules);
    }

    /**
     * What was tested, as far as it is known: nothing of it when the provider could not even be asked.
     *
     * @param backend the backend's own description from its health, such as a database's version; or why there is none
     * @param version the version of the backend's jar, when its manifest has one
     * @param spiVersion the SPI version that the provider was written against
     * @param features the names of the features that the author declares
     * @param absentFeatures the names of the features that the backend does not have
     * @param absentFaults the names of the faults that the kit has rules about and the author cannot let happen
     * @param limits the provider's limits by name, in the order for readers; empty when they are not known
     * @param options the options that were given, without the values of secret ones
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

        /** Returns what the run says nothing about, for readers; empty when there is no such thing. */
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

    /** Returns the rows of that status. */
    public List<RuleResult> withStatus(Status status) {
        return rules.stream().filter(row -> row.status() == status).toList();
    }

    /** Returns the tests that took longest, the longest first. */
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
