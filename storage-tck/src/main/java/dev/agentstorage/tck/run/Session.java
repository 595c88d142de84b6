package dev.agentstorage.tck.run;

import dev.agentstorage.tck.report.Report;
import dev.agentstorage.tck.report.ReportFiles;
import dev.agentstorage.tck.rule.Catalogue;
import dev.agentstorage.tck.rule.KnownGap;
import dev.agentstorage.value.Feature;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** One run of one kit. JUnit keeps it with the kit's class and closes it after the last test; then the report is written. */
final class Session implements AutoCloseable {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Session.class);

    private final TckRun run;
    private final Catalogue catalogue;
    private final Set<Feature> features;
    private final Scorecard scorecard;
    private final Subject subject;
    private final Instant started = Instant.now();
    private final long seed;
    private final Path directory;
    private final Map<String, Class<?>> reportNames;

    private Session(TckRun run, ExtensionContext context) {
        this.run = run;
        catalogue = Catalogue.of(run.getClass());
        features = Set.copyOf(run.declares());
        scorecard = new Scorecard(catalogue, features, gaps(run.getClass(), catalogue));
        subject = new Subject(run);
        seed = context.getConfigurationParameter(TckRun.SEED)
                .map(Long::valueOf)
                .orElseGet(() -> new SplittableRandom().nextLong());
        directory = Path.of(context.getConfigurationParameter(TckRun.REPORTS).orElse("target/tck"));
        reportNames = names(context);
    }

    /** Begins the run of a kit. */
    static void begin(TckRun run, ExtensionContext context) {
        if (context.getTestInstanceLifecycle().isEmpty()
                || context.getTestInstanceLifecycle().get() != TestInstance.Lifecycle.PER_CLASS) {
            throw new IllegalStateException("a kit runs in one instance of its class: remove @TestInstance");
        }
        context.getStore(NAMESPACE).computeIfAbsent(Session.class, key -> new Session(run, context), Session.class);
    }

    /** Returns the run that a class or test belongs to; empty when it could not begin. */
    static Optional<Session> find(ExtensionContext context) {
        // The store of a test is closed when its result is told, the one of its class is not.
        ExtensionContext owner =
                context.getTestMethod().isPresent() ? context.getParent().orElse(context) : context;
        return Optional.ofNullable(owner.getStore(NAMESPACE).get(Session.class, Session.class));
    }

    /** Returns the run that a class or test belongs to. */
    static Session of(ExtensionContext context) {
        return find(context)
                .orElseThrow(() -> new IllegalStateException("a contract runs only as a @Nested class of a kit"));
    }

    Catalogue catalogue() {
        return catalogue;
    }

    Set<Feature> features() {
        return features;
    }

    Scorecard scorecard() {
        return scorecard;
    }

    Subject subject() {
        return subject;
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
        try (subject) {
            Report report = report();
            Class<?> other = reportNames.putIfAbsent(report.provider(), run.getClass());
            if (other != null && other != run.getClass()) {
                throw new IllegalStateException(
                        "two kits write the report " + report.provider() + ": override reportName() in one of them");
            }
            ReportFiles.write(report, directory);
        }
    }

    private Report report() {
        String name = known(run::reportName).orElse(run.getClass().getSimpleName());
        return new Report(
                name,
                new Report.Subject(
                        subject.description(),
                        known(() -> subject.provider().spiVersion()),
                        features,
                        known(() -> subject.provider().limits())),
                seed,
                started,
                Instant.now(),
                scorecard.results());
    }

    /** A broken provider must not keep the report from being written. */
    private static <T> Optional<T> known(Supplier<T> source) {
        try {
            return Optional.of(source.get());
        } catch (RuntimeException e) {
            return Optional.empty();
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
