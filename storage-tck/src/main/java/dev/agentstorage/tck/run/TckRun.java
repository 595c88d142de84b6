package dev.agentstorage.tck.run;

import dev.agentstorage.spi.Feature;
import dev.agentstorage.spi.StorageProvider;
import java.util.Set;
import org.junit.jupiter.api.TestInstance;

/** Base of kits. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TckRun {
    /** For subclasses. */
    protected TckRun() {}

    /** Returns the provider under test; called once in a run. */
    protected abstract StorageProvider provider();

    /**
     * Returns the features that the author says the backend has, implied ones included. They decide which rules apply, and must be the
     * ones that the provider reports (rule {@code CFG-01}).
     */
    protected abstract Set<Feature> declares();
}
