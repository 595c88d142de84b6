package dev.agentstorage.tck.report;

import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one run of a kit found. Immutable.
 *
 * @param provider the report's name: the provider's unless the author chose another
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
     * @param spiVersion the SPI version that the provider was written against
     * @param features the features that the author declares
     * @param limits the provider's limits
     * @param options the options that were given, without the values of secret ones
     * @param version the version of the backend's jar, when its manifest has one
     */
    public record Subject(
            String backend,
            Optional<SpiVersion> spiVersion,
            Set<Feature> features,
            Optional<Limits> limits,
            Map<String, String> options,
            Optional<String> version) {
        /** Copies the collections. */
        public Subject {
            features = Set.copyOf(features);
            options = Collections.unmodifiableMap(new TreeMap<>(options));
        }

        /** Returns the features' names in alphabetical order. */
        public List<String> featureNames() {
            return names(features);
        }

        /** Returns the names of the features that the backend does not have, in alphabetical order. */
        public List<String> absentFeatureNames() {
            Set<Feature> absent = new TreeSet<>(List.of(Feature.values()));
            absent.removeAll(features);
            return names(absent);
        }

        private static List<String> names(Set<Feature> features) {
            return features.stream().map(Feature::name).sorted().toList();
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

    /** Returns how many rules have each status, under the names that the JSON report uses. */
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
