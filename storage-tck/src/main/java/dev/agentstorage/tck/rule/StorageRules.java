package dev.agentstorage.tck.rule;

import dev.agentstorage.tck.engine.rule.Catalogue;
import dev.agentstorage.tck.engine.rule.RuleReader;
import dev.agentstorage.tck.engine.rule.RuleTest;
import dev.agentstorage.tck.fault.Fault;
import dev.agentstorage.value.Feature;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@link Rule} and {@link Requires}. Stateless. */
public final class StorageRules implements RuleReader {
    /** Creates a reader. */
    public StorageRules() {}

    /**
     * Collects the rules of a kit for storages.
     *
     * @param kit the class of the kit
     * @return the rules
     * @throws IllegalStateException when the kit is ill-formed, as {@link Catalogue#of} says
     */
    public static Catalogue of(Class<?> kit) {
        return Catalogue.of(kit, new StorageRules());
    }

    @Override
    public Optional<RuleTest> read(Class<?> testClass, Method method) {
        Rule rule = method.getAnnotation(Rule.class);
        if (rule == null) {
            return Optional.empty();
        }
        Requires ofClass = testClass.getAnnotation(Requires.class);
        Stream<Feature> required = Stream.concat(
                Arrays.stream(rule.requires()), Arrays.stream(ofClass == null ? new Feature[0] : ofClass.value()));
        return Optional.of(new RuleTest(
                testClass,
                method,
                rule.id(),
                rule.kind(),
                List.of(rule.cases()),
                Stream.concat(
                                names(required).stream(),
                                Arrays.stream(rule.faults()).map(Fault::requirement))
                        .collect(Collectors.toUnmodifiableSet()),
                names(Arrays.stream(rule.absent()))));
    }

    private static Set<String> names(Stream<Feature> features) {
        return features.map(Feature::name).collect(Collectors.toUnmodifiableSet());
    }
}
