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
 * Base of kits: a test class whose {@link Nested} members are {@link KitContract} classes. A kit for one kind of backend extends it, and the
 * author of a backend extends that kit.
 *
 * <p>In one run of the class the subject is created once and closed at the end, and then the report is written: {@code <name>.json},
 * {@code <name>.md} and {@code <name>.html} in the directory that the configuration parameter or system property {@value #REPORTS} names,
 * {@code target/tck} by default. {@value #SEED} replays the random tests of an earlier run. The report is written in any case: also when
 * tests {@linkplain #timeLimit() do not end}, and when the JVM is ended.
 *
 * <p>A rule that does not apply, since a feature is absent, is not a skipped test: its method is not invoked, JUnit counts it as passed, and
 * the report says N/A with the feature. So a build can refuse every skipped test, which is how switched-off ones are found.
 *
 * <p>Thread-safe: classes and methods may run in parallel. There is no static state; kits that run in one JVM need different
 * {@linkplain #reportName() report names}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(KitExtension.class)
public abstract class Kit {
    /** Names the directory of the reports, absolute or from the working directory. */
    public static final String REPORTS = "agentstorage.tck.reports";

    /** Names the seed of the random tests, a {@code long}. */
    public static final String SEED = "agentstorage.tck.seed";

    /** Names how long one test may take, as ISO-8601 says it: {@code PT5M}. It changes no verdict. */
    public static final String TIME_LIMIT = "agentstorage.tck.timeLimit";

    /** Names an earlier report in JSON, with which the report is compared. */
    public static final String PREVIOUS = "agentstorage.tck.previous";

    /** For subclasses. */
    protected Kit() {}

    /** Returns how the kit's methods name their rules. */
    protected abstract RuleReader rules();

    /** Returns what is under test, which nothing is asked of yet; called once in a run. */
    protected abstract KitSubject subject();

    /** Returns the kit's version, for the report. */
    protected abstract KitVersion version();

    /** Returns the name of the report, which is in its files' names. */
    protected abstract String reportName();

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
}
