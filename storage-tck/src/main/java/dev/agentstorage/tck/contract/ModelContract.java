package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.fail;

import dev.agentstorage.tck.engine.rule.Kind;
import dev.agentstorage.tck.model.ModelTest;
import dev.agentstorage.tck.model.ModelTest.Divergence;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Feature;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/**
 * Random sequences of calls on the backend and on the reference implementation. A failure shows the necessary calls and the source of a Java
 * program that makes them; add the finding as a rule, or as a test of one. If a test fails, run that program against the backend and against
 * {@code inmemory}: the contract says which of the two is wrong.
 */
@Tag("model")
public abstract class ModelContract extends Contract {
    /** For subclasses. */
    protected ModelContract() {}

    /** The domain has the most operations, so it has the largest share. If this fails, see the class. */
    @Rule(id = "CORE-27", requires = Feature.MEMORY, kind = Kind.STOCHASTIC)
    void memoryDoesWhatTheReferenceDoes() {
        check(40, EnumSet.of(Feature.MEMORY));
    }

    /** If this fails, see the class. */
    @Rule(id = "CORE-27", requires = Feature.WORKFLOWS, kind = Kind.STOCHASTIC)
    void workflowsDoWhatTheReferenceDoes() {
        check(15, EnumSet.of(Feature.WORKFLOWS));
    }

    /** If this fails, see the class. */
    @Rule(id = "CORE-27", requires = Feature.OBSERVABILITY, kind = Kind.STOCHASTIC)
    void observabilityDoesWhatTheReferenceDoes() {
        check(15, EnumSet.of(Feature.OBSERVABILITY));
    }

    /** If this fails, see the class. */
    @Rule(id = "CORE-27", requires = Feature.SCORES, kind = Kind.STOCHASTIC)
    void scoresDoWhatTheReferenceDoes() {
        check(10, EnumSet.of(Feature.SCORES));
    }

    /** If this fails, see the class. */
    @Rule(id = "CORE-27", requires = Feature.AGENTS, kind = Kind.STOCHASTIC)
    void agentsDoWhatTheReferenceDoes() {
        check(10, EnumSet.of(Feature.AGENTS));
    }

    /** All available domains, and the erasure of a resource in all of them. If this fails, see the class. */
    @Rule(id = "CORE-27", kind = Kind.STOCHASTIC)
    void allDomainsTogetherDoWhatTheReferenceDoes() {
        check(10, EnumSet.of(Feature.MEMORY, Feature.WORKFLOWS, Feature.OBSERVABILITY, Feature.SCORES, Feature.AGENTS));
    }

    private void check(int percent, Set<Feature> domains) {
        try (ModelTest test = new ModelTest(this::openAnother, mayLoseBumps())) {
            Optional<Divergence> found =
                    test.run(random(), domains, Math.max(1, (int) ((long) calls() * percent / 100)));
            found.ifPresent(divergence -> fail(String.join(
                    "\n",
                    divergence.text(),
                    "after these operations:",
                    "  " + String.join("\n  ", divergence.operations()),
                    "as a program:",
                    divergence.java())));
        }
    }
}
