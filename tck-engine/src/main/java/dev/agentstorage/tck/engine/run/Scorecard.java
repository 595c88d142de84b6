package dev.agentstorage.tck.engine.run;

import dev.agentstorage.tck.engine.report.RuleResult;
import dev.agentstorage.tck.engine.report.Status;
import dev.agentstorage.tck.engine.report.TestResult;
import dev.agentstorage.tck.engine.rule.Catalogue;
import dev.agentstorage.tck.engine.rule.CatalogueRule;
import dev.agentstorage.tck.engine.rule.Kind;
import dev.agentstorage.tck.engine.rule.KnownGap;
import dev.agentstorage.tck.engine.rule.RuleTest;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The state of each test of a run, and the resulting status of each rule. Thread-safe. */
final class Scorecard {
    private final Catalogue catalogue;
    private final Map<String, String> sentences;
    private final Set<String> features;
    private final Map<String, KnownGap> gaps;
    private final Map<RuleTest, Attempt> attempts = new ConcurrentHashMap<>();

    Scorecard(Catalogue catalogue, Map<String, String> sentences, Set<String> features, Map<String, KnownGap> gaps) {
        this.catalogue = catalogue;
        this.sentences = Map.copyOf(sentences);
        this.features = features;
        this.gaps = Map.copyOf(gaps);
    }

    /** Returns the state of a test, always the same object. */
    Attempt attempt(RuleTest test) {
        return attempts.computeIfAbsent(test, key -> new Attempt(test.notApplicable(features)));
    }

    /** Returns the known gap of the test's rule. */
    Optional<KnownGap> gap(RuleTest test) {
        return Optional.ofNullable(gaps.get(test.id()));
    }

    /** Returns whether a failure of the test is recorded instead of failing the build. */
    boolean tolerates(RuleTest test) {
        return test.kind() == Kind.OPTIONAL || gap(test).isPresent();
    }

    /**
     * Marks the end of a test. Returns whether it was the last test of its rule and none of them showed the rule's known gap, which means that
     * the gap is closed.
     */
    synchronized boolean endsWithClosedGap(RuleTest test) {
        attempt(test).end();
        CatalogueRule rule = catalogue.rule(test.id()).orElseThrow();
        return gap(test).isPresent()
                && rule.tests().stream()
                        .map(this::attempt)
                        .allMatch(other -> other.ended() && other.failures().isEmpty());
    }

    /** Returns one result for each rule, in the order of the catalogue. */
    List<RuleResult> results() {
        return catalogue.rules().stream().map(this::result).toList();
    }

    private RuleResult result(CatalogueRule rule) {
        String sentence = sentences.getOrDefault(rule.id(), "");
        if (rule.kind() == Kind.UNTESTED) {
            return new RuleResult(rule, sentence, Status.UNTESTED, Duration.ZERO, rule.reason(), List.of());
        }
        Status status = worst(rule.tests().stream().map(this::status).collect(Collectors.toSet()));
        long nanos =
                rule.tests().stream().mapToLong(test -> attempt(test).nanos()).sum();
        List<TestResult> tests = rule.tests().stream().map(this::result).toList();
        return new RuleResult(rule, sentence, status, Duration.ofNanos(nanos), message(rule, status), tests);
    }

    private TestResult result(RuleTest test) {
        Attempt attempt = attempt(test);
        String failures = String.join("\n", attempt.failures().isEmpty() ? attempt.remarks() : attempt.failures());
        return new TestResult(
                test.contract() + "." + test.name(),
                status(test),
                Duration.ofNanos(attempt.nanos()),
                attempt.notApplicable().orElse(failures));
    }

    private static Status worst(Set<Status> found) {
        return List.of(Status.FAIL, Status.INCOMPLETE, Status.GAP, Status.PASS).stream()
                .filter(found::contains)
                .findFirst()
                .orElse(Status.NOT_APPLICABLE);
    }

    private Status status(RuleTest test) {
        Attempt attempt = attempt(test);
        if (attempt.failed()) {
            return Status.FAIL;
        } else if (!attempt.succeeded()) {
            return Status.INCOMPLETE;
        } else if (!attempt.applies()) {
            return Status.NOT_APPLICABLE;
        } else if (attempt.failures().isEmpty()) {
            return Status.PASS;
        }
        return gap(test).isPresent() ? Status.GAP : Status.NOT_APPLICABLE;
    }

    private String message(CatalogueRule rule, Status status) {
        Set<String> parts = new LinkedHashSet<>();
        if (status == Status.GAP) {
            parts.add(describe(Objects.requireNonNull(gaps.get(rule.id()))));
        }
        for (RuleTest test : rule.tests()) {
            Attempt attempt = attempt(test);
            if (status == Status.NOT_APPLICABLE) {
                attempt.notApplicable().ifPresent(parts::add);
            }
            if (status(test) == Status.INCOMPLETE && attempt.failures().isEmpty()) {
                parts.add(test.contract() + "." + test.name() + ": did not run");
            }
            attempt.remarks().forEach(remark -> parts.add(test.contract() + "." + test.name() + ": " + remark));
            attempt.failures().forEach(failure -> parts.add(test.contract() + "." + test.name() + ": " + failure));
        }
        return String.join("; ", parts);
    }

    private static String describe(KnownGap gap) {
        String until = gap.until().isEmpty() ? "" : ", until " + gap.until();
        return gap.reason() + " (" + gap.issue() + until + ")";
    }
}
