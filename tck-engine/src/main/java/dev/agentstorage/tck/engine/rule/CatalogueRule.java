package dev.agentstorage.tck.engine.rule;

import java.util.List;

/**
 * One rule of a kit.
 *
 * @param id the id
 * @param kind whether it is mandatory, and how it is tested
 * @param tests the methods that test it, sorted by contract and name; empty when the kind is {@link Kind#UNTESTED}
 * @param reason why it is not tested; empty for tested rules
 * @param contracts the names of the contract classes that contain it, in alphabetical order
 */
public record CatalogueRule(String id, Kind kind, List<RuleTest> tests, String reason, List<String> contracts) {
    /** Copies the lists. */
    public CatalogueRule {
        tests = List.copyOf(tests);
        contracts = List.copyOf(contracts);
    }

    /** Returns the cases that its tests cover, each once, in the order of the tests. */
    public List<String> cases() {
        return tests.stream().flatMap(test -> test.cases().stream()).distinct().toList();
    }
}
