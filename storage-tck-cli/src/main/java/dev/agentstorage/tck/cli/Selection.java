package dev.agentstorage.tck.cli;

import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/** The rules of a run, selected by id or domain; all rules if none is selected. Immutable. */
final class Selection implements PostDiscoveryFilter {
    /** The prefixes of the rule ids of each domain. */
    static final Map<Feature, String> PREFIXES = new EnumMap<>(Map.of(
            Feature.MEMORY, "MEM",
            Feature.WORKFLOWS, "WF",
            Feature.OBSERVABILITY, "OBS",
            Feature.SCORES, "SCORE",
            Feature.AGENTS, "AGENT",
            Feature.INDEXES, "IDX"));

    private final Set<String> rules;
    private final Set<String> prefixes = new HashSet<>();

    Selection(List<String> rules, List<Feature> domains) {
        this.rules = Set.copyOf(rules);
        domains.forEach(domain -> prefixes.add(PREFIXES.get(domain)));
    }

    boolean isEverything() {
        return rules.isEmpty() && prefixes.isEmpty();
    }

    @Override
    public FilterResult apply(TestDescriptor test) {
        Optional<String> rule = test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getJavaMethod().getAnnotation(Rule.class))
                .map(Rule::id);
        return FilterResult.includedIf(
                isEverything() || rule.filter(this::selects).isPresent() || test.isContainer());
    }

    private boolean selects(String rule) {
        return rules.contains(rule) || prefixes.contains(rule.substring(0, rule.indexOf('-')));
    }
}
