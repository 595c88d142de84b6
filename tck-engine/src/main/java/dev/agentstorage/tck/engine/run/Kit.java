package dev.agentstorage.tck.engine.run;

import dev.agentstorage.tck.engine.report.KitVersion;
import dev.agentstorage.tck.engine.rule.RuleReader;
import java.net.URL;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Base of kits: a test class whose {@link Nested} members are {@link KitContract} classes. A kit for one kind of backend extends this class, and
 * the author of a backend extends that kit.
 *
 * <p>In one run of the class, the subject is created once and closed at the end. Then the report is written: {@code <name>.json}, {@code
 * <name>.md} and {@code <name>.html} in the directory that the configuration parameter or system property {@value #REPORTS} names, {@code
 * target/tck} by default. {@value #SEED} replays the random tests of an earlier run. The report is always written, even when tests {@linkplain
 * #timeLimit() do not end} or the JVM is terminated.
 *
 * <p>A rule that does not apply because a feature is absent is not a skipped test: its method is not invoked, JUnit counts it as passed, and the
 * report shows N/A with the feature. So a build can fail on skipped tests to find disabled ones.
 *
 * <p>Thread-safe: classes and methods may run in parallel. There is no static state; kits in the same JVM need different {@linkplain
 * #reportName() report names}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(KitExtension.class)
public abstract class Kit {
    /** The name of the parameter for the directory of the reports, absolute or relative to the working directory. */
    public static final String REPORTS = "agentstorage.tck.reports";

    /** The name of the parameter for the seed of the random tests, a {@code long}. */
    public static final String SEED = "agentstorage.tck.seed";

    /** The name of the parameter for the maximum duration of one test, in ISO-8601 format such as {@code PT5M}. */
    public static final String TIME_LIMIT = "agentstorage.tck.timeLimit";

    /** The name of the parameter for an earlier JSON report to compare with. */
    public static final String PREVIOUS = "agentstorage.tck.previous";

    /** For subclasses. */
    protected Kit() {}

    /** Returns the reader of the annotations that assign methods to rules. */
    protected abstract RuleReader rules();

    /** Returns the subject under test, without using it yet; called once per run. */
    protected abstract KitSubject subject();

    /** Returns the kit's version, for the report. */
    protected abstract KitVersion version();

    /** Returns the name of the report, which its file names contain. */
    protected abstract String reportName();

    /**
     * Returns the maximum duration of one test; 5 minutes by default, far more than a database in the same network needs. {@value #TIME_LIMIT}
     * overrides it. A test that takes longer fails; after three of them no further test is run.
     */
    protected Duration timeLimit() {
        return Duration.ofMinutes(5);
    }

    /** Returns the text of the contract, in Markdown, with one paragraph for each rule that begins with its id in bold; empty by default. */
    protected Optional<URL> contract() {
        return Optional.empty();
    }
}
