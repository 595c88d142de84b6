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
 * Base of kits for vector stores, see {@link Kit}. Authors extend {@code dev.agentstorage.vector.tck.VectorTck}, not this class. In one run, the
 * provider is created once, and the first rule that needs a store opens it.
 */
public abstract class VectorRun extends Kit {
    /** For subclasses. */
    protected VectorRun() {}

    /** Returns the provider under test; called once per run. */
    protected abstract VectorProvider provider();

    /** Returns the features that the stores must have; they must equal those that the provider reports (rule {@code VEC-01}). */
    protected abstract Set<VectorFeature> declares();

    /**
     * Returns the configuration of a store; by default the provider's name without options.
     *
     * @param data the name of the data: letters, digits and hyphens. The same name must give the same data; another name may give other data, and
     *     must do so for stores with {@link VectorFeature#SINGLE_WRITER}
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
