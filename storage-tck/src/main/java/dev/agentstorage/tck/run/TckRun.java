package dev.agentstorage.tck.run;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Base of kits: a test class whose {@code @Nested} members are contract classes. A backend author extends
 * {@code dev.agentstorage.tck.StorageTck}, not this class.
 *
 * <p>In one run of the class the provider is asked for once, one storage is opened by the first rule that needs it and closed at the end,
 * and then the report is written: {@code <name>.json} and {@code <name>.md} in the directory that the configuration parameter or system
 * property {@value #REPORTS} names, {@code target/tck} by default. {@value #SEED} replays the random tests of an earlier run.
 *
 * <p>A rule that does not apply, since a feature is absent, is not a skipped test: its method is not invoked, JUnit counts it as passed, and
 * the report says N/A with the feature. A build can thus refuse every skipped test, which is how switched-off ones are found.
 *
 * <p>Thread-safe: classes and methods may run in parallel. There is no static state; kits that run in one JVM need different
 * {@linkplain #reportName() report names}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(TckExtension.class)
public abstract class TckRun {
    /** Names the directory of the reports, absolute or from the working directory. */
    public static final String REPORTS = "agentstorage.tck.reports";

    /** Names the seed of the random tests, a {@code long}. */
    public static final String SEED = "agentstorage.tck.seed";

    /** For subclasses. */
    protected TckRun() {}

    /** Returns the provider under test; called once in a run. */
    protected abstract StorageProvider provider();

    /**
     * Returns the features that the author says the backend has, implied ones included. They decide which rules apply, and must be the
     * ones that the provider reports (rule {@code CFG-01}): neither a forgetful provider nor a forgetful test shrinks the kit quietly.
     */
    protected abstract Set<Feature> declares();

    /** Returns the configuration to open the storage with; the provider's name and no option by default. Called once in a run. */
    protected StorageConfig config() {
        return StorageConfig.of(provider().name());
    }

    /** Returns the name of the report; the provider's name by default. A provider that is tested in several set-ups needs several. */
    protected String reportName() {
        return provider().name();
    }

    /** What the provider says of itself. */
    @Nested
    class Declaration extends DeclarationContract {}
}
