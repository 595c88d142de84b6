package dev.agentstorage.tck.model;

import dev.agentstorage.tck.engine.support.SeededRandom;
import dev.agentstorage.tck.model.Operation.Call;
import dev.agentstorage.tck.model.Operation.SetClock;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Limits;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Generates random sequences. Stateless. */
final class Generator {
    private static final List<Instant> STARTS = List.of(
            Instant.parse("2024-01-01T00:00:00Z"),
            Instant.parse("1969-12-31T23:59:59.999998Z"),
            Instant.parse("9999-12-31T23:59:59.999990Z"));

    private Generator() {}

    /** Returns a sequence of calls of the domains of these features. */
    static Sequence sequence(SeededRandom random, Set<Feature> features, Limits limits, int calls) {
        Instant start = random.below(100) < 90
                ? STARTS.get(0).plus(random.below(1_000_000), ChronoUnit.MICROS)
                : random.pick(STARTS);
        Values values = new Values(random, limits, start);
        List<Domain> domains = domains(features, values);
        List<Expression> state =
                domains.stream().flatMap(domain -> domain.state().stream()).toList();
        List<Operation> operations = new ArrayList<>();
        domains.forEach(domain -> operations.addAll(domain.start()));
        Instant now = start;
        while (operations.size() < calls) {
            int kind = random.below(100);
            if (kind < 8) {
                now = moved(now, random);
                operations.add(new SetClock(now));
            } else if (kind < 14 && !operations.isEmpty()) {
                operations.add(random.pick(operations));
            } else if (kind < 16 && domains.size() > 1) {
                operations.add(new Call(
                        Expression.storage().then("eraseResource", values.id(MemoryCalls.RESOURCES)),
                        features.contains(Feature.MEMORY)));
            } else {
                operations.add(random.pick(domains).next());
            }
        }
        return new Sequence(
                start, operations, state, features.contains(Feature.MEMORY) ? MemoryCalls.threads() : List.of());
    }

    private static Instant moved(Instant now, SeededRandom random) {
        return switch (random.below(4)) {
            case 0 -> now.plus(1, ChronoUnit.MICROS);
            case 1 -> now.plusNanos(1);
            case 2 -> now.minusSeconds(1);
            default -> now.plusSeconds(random.between(1, 3));
        };
    }

    private static List<Domain> domains(Set<Feature> features, Values values) {
        List<Domain> domains = new ArrayList<>();
        if (features.contains(Feature.MEMORY)) {
            domains.add(new MemoryCalls(values));
        }
        if (features.contains(Feature.WORKFLOWS)) {
            domains.add(new WorkflowCalls(values));
        }
        if (features.contains(Feature.OBSERVABILITY)) {
            domains.add(new ObservabilityCalls(values));
        }
        if (features.contains(Feature.SCORES)) {
            domains.add(new ScoreCalls(values));
        }
        if (features.contains(Feature.AGENTS)) {
            domains.add(new AgentCalls(values));
        }
        return domains;
    }
}
