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
 * Base of kits for storages, as {@link Kit} says. A backend author extends {@code dev.agentstorage.tck.StorageTck}, not this class. In one
 * run the provider is created once, and one storage is opened by the first rule that needs it.
 */
public abstract class TckRun extends Kit {
    /** Names how many random calls are compared with the reference implementation (rule {@code CORE-27}); some hundred by default. */
    public static final String CALLS = "agentstorage.tck.calls";

    /**
     * Names how many rows one test of volume may store. Without it such a test has a few thousand. With a larger number, the tests whose time
     * grows with it have as many as they can use, 100,000 at most. With a smaller one, a test has no more; one that needs more is not
     * run, so that the verdict is {@code INCOMPLETE}. The report says of each of them what it had.
     */
    public static final String ROWS = "agentstorage.tck.rows";

    /** For subclasses. */
    protected TckRun() {}

    /** {@return the provider under test; called once in a run} */
    protected abstract StorageProvider provider();

    /**
     * {@return the features that the author says the backend has, implied ones included} They decide which rules apply, and must be the
     * ones that the provider reports (rule {@code CFG-01}): neither a forgetful provider nor a forgetful test shrinks the kit quietly.
     */
    protected abstract Set<Feature> declares();

    /** {@return the configuration to open the storage with; the provider's name and no option by default} Called once in a run. */
    protected StorageConfig config() {
        return StorageConfig.of(provider().name());
    }

    /** Returns the name of the report; the provider's name by default. A provider that is tested in several set-ups needs several. */
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
     * {@return whether this set-up makes the backend lose changes that it may make a moment later (rule {@code MEM-36}), for example by
     * injected conflicts: then the time of a thread may stay older} No by default.
     */
    protected boolean mayLoseBumps() {
        return false;
    }

    /**
     * {@return what can go wrong behind the backend, for the rules about errors ({@code CORE-30} to {@code CORE-34}), which do not apply
     * without: the report says so} None by default. Called once in a run, before anything is opened.
     */
    protected Optional<Faults> faults() {
        return Optional.empty();
    }

    /** What the provider says of itself. */
    @Nested
    class Declaration extends DeclarationContract {}
}
