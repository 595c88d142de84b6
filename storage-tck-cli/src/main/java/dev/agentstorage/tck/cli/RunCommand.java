package dev.agentstorage.tck.cli;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.StorageTck;
import dev.agentstorage.tck.engine.report.Verdict;
import dev.agentstorage.tck.engine.rule.CatalogueRule;
import dev.agentstorage.tck.rule.StorageRules;
import dev.agentstorage.tck.run.TckRun;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the kit on one backend. */
@Command(
        name = "run",
        sortOptions = false,
        description =
                "Runs the conformance kit on a backend. It empties the storage under test: never name data that you need.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:CONFORMANT, or every selected rule passed",
            "1:NOT CONFORMANT, or a selected rule failed",
            "2:bad input; nothing was run",
            "3:INCOMPLETE: a rule has no result",
            "4:the run was aborted"
        },
        exitCodeOnExecutionException = 4)
final class RunCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int WITHOUT_RESULT = 3;
    private static final int CALLS_OF_A_FULL_RUN = 200_000;
    private static final int ROWS_OF_A_FULL_RUN = 100_000;

    @Option(names = "--backend", required = true, paramLabel = "NAME", description = "the backend's name")
    private String backend = "";

    @Option(
            names = "--features",
            required = true,
            split = ",",
            paramLabel = "F,F...",
            description = "the features that the backend must have, implied ones included: ${COMPLETION-CANDIDATES}")
    private Set<Feature> features = Set.of();

    @Option(names = "--option", paramLabel = "k=v", description = "an option of the backend; may be repeated")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(
            names = "--class-path",
            paramLabel = "JAR",
            description = "a jar of the backend or of its libraries; may be repeated")
    private List<Path> classPath = new ArrayList<>();

    @Option(names = "--domain", paramLabel = "F", description = "only the rules of a domain; may be repeated")
    private List<Feature> domains = new ArrayList<>();

    @Option(names = "--rule", paramLabel = "ID", description = "only this rule; may be repeated")
    private List<String> rules = new ArrayList<>();

    @Option(
            names = "--full",
            description =
                    "the long run: 200,000 random calls compared with the reference, and 100,000 rows in a test of volume")
    private boolean full;

    @Option(names = "--quick", description = "the short run (default)")
    private boolean quick;

    @Option(
            names = "--rows",
            paramLabel = "N",
            description =
                    "maximum number of rows of one volume test; tests that need more are not run, and the verdict is INCOMPLETE"
                            + " (default: some thousand)")
    private @Nullable Integer rows;

    @Option(names = "--seed", paramLabel = "N", description = "repeat the random tests of an earlier run")
    private @Nullable Long seed;

    @Option(
            names = "--time-limit",
            paramLabel = "PT5M",
            description = "how long one test may take (default: 5 minutes)")
    private @Nullable Duration timeLimit;

    @Option(names = "--previous", paramLabel = "FILE", description = "compare with this report in JSON")
    private @Nullable Path previous;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            defaultValue = "tck-report",
            description = "the directory of the report (default: ${DEFAULT-VALUE})")
    private Path report = Path.of("tck-report");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        requireSoundInput();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(jars(), RunCommand.class.getClassLoader())) {
            thread.setContextClassLoader(loader);
            return judge(target(loader));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private int judge(Target target) throws IOException {
        Selection selection = new Selection(rules, domains);
        Progress progress = new Progress(out(), Ansi.AUTO.enabled());
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(CommandLineKit.class))
                .filters(selection)
                .configurationParameters(parameters())
                .build();
        try (LauncherSession session = LauncherFactory.openSession()) {
            TargetResolver.put(session, target);
            session.getLauncher().execute(request, progress);
        }
        Json result =
                Json.parse(Files.readString(report.resolve(target.provider().name() + ".json")));
        String verdict = result.path("verdict").string().orElseThrow();
        out().println(
                        selection.isEverything()
                                ? verdict + " with kit "
                                        + result.path("tckVersion").string().orElse("")
                                : "selected rules: %d tests, %d failed, %d not run (no verdict: rules were left out)"
                                        .formatted(progress.done(), progress.failed(), progress.notRun()));
        out().println("reports: " + report.toAbsolutePath().normalize());
        out().flush();
        if (progress.failed() > 0 || verdict.equals(Verdict.NOT_CONFORMANT.toString())) {
            return FAILED;
        }
        boolean incomplete =
                selection.isEverything() ? verdict.equals(Verdict.INCOMPLETE.toString()) : progress.notRun() > 0;
        return incomplete ? WITHOUT_RESULT : 0;
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new HashMap<>();
        parameters.put(TckRun.REPORTS, report.toString());
        if (full) {
            parameters.put(TckRun.CALLS, Integer.toString(CALLS_OF_A_FULL_RUN));
            parameters.put(TckRun.ROWS, Integer.toString(ROWS_OF_A_FULL_RUN));
        }
        if (rows != null) {
            parameters.put(TckRun.ROWS, rows.toString());
        }
        if (seed != null) {
            parameters.put(TckRun.SEED, seed.toString());
        }
        if (timeLimit != null) {
            parameters.put(TckRun.TIME_LIMIT, timeLimit.toString());
        }
        if (previous != null) {
            parameters.put(TckRun.PREVIOUS, previous.toString());
        }
        return parameters;
    }

    private void requireSoundInput() {
        Set<String> known = StorageRules.of(StorageTck.class).rules().stream()
                .map(CatalogueRule::id)
                .collect(Collectors.toSet());
        rules.stream().filter(rule -> !known.contains(rule)).findFirst().ifPresent(rule -> {
            throw bad("there is no rule " + rule);
        });
        domains.stream()
                .filter(domain -> !Selection.PREFIXES.containsKey(domain))
                .findFirst()
                .ifPresent(domain -> {
                    throw bad(domain + " is no domain: " + Selection.PREFIXES.keySet());
                });
        classPath.stream().filter(jar -> !Files.exists(jar)).findFirst().ifPresent(jar -> {
            throw bad("there is no file " + jar);
        });
        if (previous != null && !Files.isReadable(previous)) {
            throw bad("there is no file " + previous);
        }
        if (rows != null && rows < 1) {
            throw bad("--rows is at least 1");
        }
        if (full && quick) {
            throw bad("--full or --quick, not both");
        }
    }

    private Target target(ClassLoader loader) {
        List<StorageProvider> providers = ServiceLoader.load(StorageProvider.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        StorageProvider provider = providers.stream()
                .filter(one -> one.name().equals(backend))
                .findFirst()
                .orElseThrow(() -> bad("there is no backend " + backend + " on the class path, but "
                        + providers.stream().map(StorageProvider::name).sorted().toList()));
        StorageConfig.Builder config = StorageConfig.builder(backend);
        options.forEach(config::option);
        try {
            config.build().validate(provider.options());
        } catch (InvalidRequestException e) {
            throw bad(e.getMessage());
        }
        return new Target(provider, config.build(), features);
    }

    private URL[] jars() {
        return classPath.stream().map(RunCommand::url).toArray(URL[]::new);
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("a file has an address", e);
        }
    }

    private ParameterException bad(@Nullable String problem) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(problem));
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
