package dev.agentstorage.tck.run;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.value.Feature;
import java.net.URL;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Base of kits: a test class whose {@code @Nested} members are contract classes. A backend author extends
 * {@code dev.agentstorage.tck.StorageTck}, not this class.
 *
 * <p>In one run of the class the provider is asked for once, one storage is opened by the first rule that needs it and closed at the end,
 * and then the report is written: {@code <name>.json}, {@code <name>.md} and {@code <name>.html} in the directory that the configuration parameter or system
 * property {@value #REPORTS} names, {@code target/tck} by default. {@value #SEED} replays the random tests of an earlier run.
 * The report is written in any case: also when tests {@linkplain #timeLimit() do not end}, and when the JVM is told to end.
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

    /** Names how long one test may take, as ISO-8601 says it: {@code PT5M}. It changes no verdict. */
    public static final String TIME_LIMIT = "agentstorage.tck.timeLimit";

    /** Names an earlier report in JSON, with which the report is compared. */
    public static final String PREVIOUS = "agentstorage.tck.previous";

    /** Names how many random calls are compared with the reference implementation (rule {@code CORE-27}); some hundred by default. */
    public static final String CALLS = "agentstorage.tck.calls";

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

    /**
     * Returns how long one test may take; 5 minutes by default, of which a database in the same network needs a small part. {@value
     * #TIME_LIMIT} replaces it. A test that takes longer fails, and after three of them no other is tried.
     */
    protected Duration timeLimit() {
        return Duration.ofMinutes(5);
    }

    /** Returns the contract in words, a text in Markdown in which each rule is a paragraph that begins with its id in bold; none by default. */
    protected Optional<URL> contract() {
        return Optional.empty();
    }

    /**
     * Returns whether this set-up makes the backend lose changes that it may make a moment later (rule {@code MEM-36}), for example by
     * injected conflicts: then the time of a thread may stay older. No by default.
     */
    protected boolean mayLoseBumps() {
        return false;
    }

    /** What the provider says of itself. */
    @Nested
    class Declaration extends DeclarationContract {}
}
