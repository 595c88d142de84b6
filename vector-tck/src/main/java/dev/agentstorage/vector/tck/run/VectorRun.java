package dev.agentstorage.vector.tck.run;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.tck.engine.report.KitVersion;
import dev.agentstorage.tck.engine.rule.RuleReader;
import dev.agentstorage.tck.engine.run.Kit;
import dev.agentstorage.tck.engine.run.KitSubject;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.tck.rule.VectorRules;
import java.net.URL;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Base of kits for vector stores, as {@link Kit} says. An author extends {@code dev.agentstorage.vector.tck.VectorTck}, not this class. In
 * one run the provider is created once, and one store is opened by the first rule that needs it.
 */
public abstract class VectorRun extends Kit {
    /** For subclasses. */
    protected VectorRun() {}

    /** Returns the provider under test; called once in a run. */
    protected abstract VectorProvider provider();

    /** Returns the features that the author says the stores have; they must be the ones that the provider reports (rule {@code VEC-01}). */
    protected abstract Set<VectorFeature> declares();

    /**
     * Returns a configuration to open a store with; the provider's name and no option by default.
     *
     * @param data names the data: the same name gives the same data, another name may give other data, and must do so for stores with
     *     {@link VectorFeature#SINGLE_WRITER}. Letters, digits and hyphens
     */
    protected StorageConfig config(String data) {
        return StorageConfig.of(provider().name());
    }

    /** Returns the name of the report; the provider's name by default. */
    @Override
    protected String reportName() {
        return provider().name();
    }

    @Override
    protected final RuleReader rules() {
        return new VectorRules();
    }

    @Override
    protected final KitSubject subject() {
        return new VectorSubject(this);
    }

    @Override
    protected final KitVersion version() {
        return KitVersion.of(resource("kit.properties"), VectorProvider.VERSION.toString());
    }

    @Override
    protected Optional<URL> contract() {
        return Optional.of(resource("VECTOR-CONTRACT.md"));
    }

    private static URL resource(String name) {
        return Objects.requireNonNull(VectorRun.class.getResource("/dev/agentstorage/vector/tck/" + name), name);
    }
}
