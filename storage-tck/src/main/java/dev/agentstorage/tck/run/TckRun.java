package dev.agentstorage.tck.run;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.engine.report.KitVersion;
import dev.agentstorage.tck.engine.rule.RuleReader;
import dev.agentstorage.tck.engine.run.Kit;
import dev.agentstorage.tck.engine.run.KitSubject;
import dev.agentstorage.tck.fault.Faults;
import dev.agentstorage.tck.rule.StorageRules;
import dev.agentstorage.value.Feature;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/**
 * Base of kits for storages, see {@link Kit}. Backend authors extend {@code dev.agentstorage.tck.StorageTck}, not this class. In one run the
 * provider is created once, and one storage is opened by the first rule that needs it.
 */
public abstract class TckRun extends Kit {
    /**
     * The name of the parameter for the number of random calls to compare with the reference implementation (rule {@code CORE-27}); a few hundred
     * by default.
     */
    public static final String CALLS = "agentstorage.tck.calls";

    /**
     * The name of the parameter for the number of rows that one volume test may store; a few thousand by default. With a larger number, tests use
     * as many rows as they can, 100,000 at most. With a smaller number, tests that need more rows are not run, and the verdict is {@code
     * INCOMPLETE}. The report contains the number of each test.
     */
    public static final String ROWS = "agentstorage.tck.rows";

    /** For subclasses. */
    protected TckRun() {}

    /** {@return the provider under test; called once per run} */
    protected abstract StorageProvider provider();

    /**
     * {@return the features that the backend must have, including implied ones} They determine which rules apply, and must equal those that the
     * provider reports (rule {@code CFG-01}), so that neither the provider nor the test can disable rules by omission.
     */
    protected abstract Set<Feature> declares();

    /** {@return the configuration of the storage; by default the provider's name without options} Called once per run. */
    protected StorageConfig config() {
        return StorageConfig.of(provider().name());
    }

    /** Returns the name of the report; the provider's name by default. A provider that is tested in several setups needs several names. */
    @Override
    protected String reportName() {
        return provider().name();
    }

    @Override
    protected final RuleReader rules() {
        return new StorageRules();
    }

    @Override
    protected final KitSubject subject() {
        return new Subject(this);
    }

    @Override
    protected final KitVersion version() {
        return KitVersion.of(
                Objects.requireNonNull(
                        TckRun.class.getResource("/dev/agentstorage/tck/kit.properties"),
                        "kit.properties is missing from the kit's jar"),
                SpiVersion.CURRENT.toString());
    }

    /**
     * {@return whether this setup makes the backend lose best-effort updates of the times of threads (rule {@code MEM-36}), for example by
     * injected conflicts} False by default.
     */
    protected boolean mayLoseBumps() {
        return false;
    }

    /**
     * {@return the fault injection for the rules about errors ({@code CORE-30} to {@code CORE-34}); without it, these rules do not apply, which
     * the report shows} None by default. Called once per run, before anything is opened.
     */
    protected Optional<Faults> faults() {
        return Optional.empty();
    }

    /** The declarations of the provider. */
    @Nested
    class Declaration extends DeclarationContract {}
}
