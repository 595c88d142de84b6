package dev.agentstorage.tck.engine.run;

import dev.agentstorage.tck.engine.report.Changes;
import dev.agentstorage.tck.engine.report.Report;
import dev.agentstorage.tck.engine.report.ReportFiles;
import dev.agentstorage.tck.engine.report.RuleResult;
import dev.agentstorage.tck.engine.rule.Catalogue;
import dev.agentstorage.tck.engine.rule.KnownGap;
import dev.agentstorage.tck.engine.rule.RuleTest;
import dev.agentstorage.tck.engine.rule.Sentences;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** One run of one kit. JUnit stores it with the kit's class and closes it after the last test, which writes the report. */
final class Session implements AutoCloseable {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Session.class);

    private final Kit kit;
    private final Catalogue catalogue;
    private final Map<String, String> sentences;
    private final Scorecard scorecard;
    private final KitSubject subject;
    private final Instant started = Instant.now();
    private final long seed;
    private final ExtensionContext context;
    private final Path directory;
    private final Map<String, Class<?>> reportNames;
    private final Optional<Path> previous;
    private final TimeLimit timeLimit;
    private final Thread whenTheJvmEnds = new Thread(this::writeReport, "report of an aborted run");

    private Session(Kit kit, ExtensionContext context) {
        this.kit = kit;
        this.context = context;
        catalogue = Catalogue.of(kit.getClass(), kit.rules());
        sentences = kit.contract().map(Sentences::of).orElse(Map.of());
        subject = kit.subject();
        scorecard = new Scorecard(catalogue, sentences, subject.features(), gaps(kit.getClass(), catalogue));
        seed = parameter(Kit.SEED).map(Long::valueOf).orElseGet(() -> new SplittableRandom().nextLong());
        directory = Path.of(parameter(Kit.REPORTS).orElse("target/tck"));
        reportNames = names(context);
        previous = parameter(Kit.PREVIOUS).map(Path::of);
        timeLimit = new TimeLimit(parameter(Kit.TIME_LIMIT).map(Duration::parse).orElseGet(kit::timeLimit));
    }

    /** Begins the run of a kit. */
    static void begin(Kit kit, ExtensionContext context) {
        if (context.getTestInstanceLifecycle().isEmpty()
                || context.getTestInstanceLifecycle().get() != TestInstance.Lifecycle.PER_CLASS) {
            throw new IllegalStateException("a kit runs in one instance of its class: remove @TestInstance");
        }
        context.getStore(NAMESPACE)
                .computeIfAbsent(
                        Session.class,
                        key -> {
                            Session session = new Session(kit, context);
                            Runtime.getRuntime().addShutdownHook(session.whenTheJvmEnds);
                            return session;
                        },
                        Session.class);
    }

    /** Returns the run of a class or test; empty when it could not begin. */
    static Optional<Session> find(ExtensionContext context) {
        // use the store of the class: the store of a test is closed when its result is reported
        ExtensionContext owner =
                context.getTestMethod().isPresent() ? context.getParent().orElse(context) : context;
        return Optional.ofNullable(owner.getStore(NAMESPACE).get(Session.class, Session.class));
    }

    /** Returns the run of a class or test. */
    static Session of(ExtensionContext context) {
        return find(context)
                .orElseThrow(() -> new IllegalStateException("a contract runs only as a @Nested class of a kit"));
    }

    Catalogue catalogue() {
        return catalogue;
    }

    Scorecard scorecard() {
        return scorecard;
    }

    KitSubject subject() {
        return subject;
    }

    TimeLimit timeLimit() {
        return timeLimit;
    }

    /** Returns the contract's text of a test's rule. */
    Optional<String> sentence(RuleTest test) {
        return Optional.ofNullable(sentences.get(test.id()));
    }

    /** What a failure of a test says to a reader. */
    String textOf(RuleTest test, Throwable failure) {
        return FailureText.of(failure, test.method().getDeclaringClass(), subject.backend());
    }

    /** Returns a configuration parameter of the run. */
    Optional<String> parameter(String name) {
        return context.getConfigurationParameter(name);
    }

    /** The seed of one test: it must not depend on the tests that ran before. */
    long seedOf(String test) {
        return new SplittableRandom(seed ^ ((long) test.hashCode() << 32)).nextLong();
    }

    long seed() {
        return seed;
    }

    @Override
    public void close() {
        // the report first: a storage that does not close must not keep it back
        try {
            Runtime.getRuntime().removeShutdownHook(whenTheJvmEnds);
            writeReport();
        } finally {
            closeSubject();
        }
    }

    private void closeSubject() {
        try {
            timeLimit.run("closing the backend", subject::close);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            throw new IllegalStateException("the backend could not be closed", e);
        }
    }

    private void writeReport() {
        Report report = report();
        Class<?> other = reportNames.putIfAbsent(report.provider(), kit.getClass());
        if (other != null && other != kit.getClass()) {
            throw new IllegalStateException(
                    "two kits write the report " + report.provider() + ": override reportName() in one of them");
        }
        ReportFiles.write(report, directory);
    }

    private Report report() {
        List<RuleResult> rules = scorecard.results();
        return new Report(
                name(),
                kit.version(),
                subject.describe(),
                seed,
                timeLimit.limit(),
                started,
                Instant.now(),
                rules,
                previous.map(file -> Changes.since(file, rules)));
    }

    /** A broken backend must not keep the report from being written. */
    private String name() {
        try {
            return kit.reportName();
        } catch (RuntimeException e) {
            return kit.getClass().getSimpleName();
        }
    }

    private static Map<String, KnownGap> gaps(Class<?> kit, Catalogue catalogue) {
        Map<String, KnownGap> gaps = AnnotationSupport.findRepeatableAnnotations(kit, KnownGap.class).stream()
                .collect(Collectors.toMap(KnownGap::rule, gap -> gap));
        for (String id : gaps.keySet()) {
            if (catalogue.rule(id).filter(rule -> !rule.tests().isEmpty()).isEmpty()) {
                throw new IllegalStateException("@KnownGap names a rule that the kit does not test: " + id);
            }
        }
        return gaps;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Class<?>> names(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("report names", key -> new ConcurrentHashMap<String, Class<?>>(), Map.class);
    }
}
