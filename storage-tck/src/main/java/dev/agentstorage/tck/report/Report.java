package dev.agentstorage.tck.report;

import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one run of a kit found. Immutable.
 *
 * @param provider the report's name: the provider's unless the author chose another
 * @param subject what was tested
 * @param seed the seed of the run's random tests
 * @param started when the run began
 * @param ended when it ended
 * @param rules one row for each rule of the catalogue
 */
public record Report(
        String provider, Subject subject, long seed, Instant started, Instant ended, List<RuleResult> rules) {
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
     */
    public record Subject(
            String backend, Optional<SpiVersion> spiVersion, Set<Feature> features, Optional<Limits> limits) {
        /** Copies the features. */
        public Subject {
            features = Set.copyOf(features);
        }

        /** Returns the features' names in alphabetical order. */
        public List<String> featureNames() {
            return List.copyOf(
                    new TreeSet<>(features.stream().map(Feature::name).toList()));
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
