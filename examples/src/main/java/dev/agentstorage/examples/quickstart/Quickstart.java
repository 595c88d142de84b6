package dev.agentstorage.examples.quickstart;

import dev.agentstorage.Storage;
import dev.agentstorage.dsql.local.DsqlLocalException;
import dev.agentstorage.dsql.local.postgres.LocalPostgresException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.examples.domains.DomainExample;
import dev.agentstorage.examples.quickstart.Transcript.Entry;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.vector.embed.Embedder;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command: reads all files, stores them, reads them back, compares every byte, and reports the result. */
@Command(
        name = "quickstart",
        sortOptions = false,
        description =
                "Stores agent trajectories and chat completions, reads them back, compares them byte for byte, and"
                        + " recalls messages for questions.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was stored and read back, byte for byte",
            "1:the storage failed, or what was read differs",
            "2:bad input: a file, an option or a backend name; nothing was stored"
        })
public final class Quickstart implements Callable<Integer> {
    private static final List<String> SAMPLES = List.of("trajectory.json", "chat-completion.json");

    /** Conversations that are remembered in addition to the samples. */
    private static final List<String> REMEMBERED = List.of("trip.json", "dinner.json", "laptop.json");

    private static final List<String> QUESTIONS = List.of(
            "Which food must I keep away from Mia?",
            "Which airport does our plane to Porto start from?",
            "What was the total of an empty cart before the fix?");
    private static final int BAD_INPUT = 2;
    private static final int FAILED = 1;
    private static final int PROGRESS_STEP = 1000;

    /** All files are held together, each as its text, its parts and what was read back, with two bytes for a character. */
    private static final int HEAP_SHARE = 16;

    /** Says which JDK it would like better. Loggers are forgotten unless they are held. */
    private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "dsql",
            description = "backend (default: ${DEFAULT-VALUE}, on a local endpoint with its rules)")
    private String backend = "dsql";

    @Option(names = "--option", paramLabel = "k=v", description = "an option of the backend; may be repeated")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "keep the local database in this directory (default: throw it away)")
    private @Nullable Path data;

    @Option(
            names = "--ask",
            paramLabel = "QUESTION",
            description =
                    "recall messages for this question; may be repeated (default: three questions on the samples, none on files)")
    private List<String> questions = new ArrayList<>();

    @Option(
            names = "--no-model",
            description = "recall by words only (default: by words and by meaning, with a small model in this process)")
    private boolean noModel;

    @Option(
            names = "--example",
            paramLabel = "DOMAIN",
            description = "run the example of a domain instead, one of ${COMPLETION-CANDIDATES}; see docs/EXAMPLES.md")
    private @Nullable DomainExample example;

    @Parameters(
            paramLabel = "FILE",
            description = "trajectories or chat completions in JSON (default: two small samples)")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help and exit")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option itself
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        LUCENE.setLevel(Level.SEVERE);
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new Quickstart())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err)
                .execute(args);
    }

    /**
     * Does the work.
     *
     * @return the exit code
     */
    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = line.getOut();
        PrintWriter err = line.getErr();
        if (data != null && !Backend.isLocal(backend, options)) {
            err.println("--data needs the local database of the backend dsql");
            return BAD_INPUT;
        }
        if (data != null && Backend.isSomethingElse(data)) {
            err.println("--data wants a new directory, an empty one or its own, and this is none of them: " + data);
            return BAD_INPUT;
        }
        if (example != null && !(files.isEmpty() && questions.isEmpty())) {
            err.println("--example takes no files and no questions");
            return BAD_INPUT;
        }
        try {
            return example == null ? run(read(), out, err) : run(example, out);
        } catch (BadInput e) {
            err.println(e.getMessage());
            return BAD_INPUT;
        } catch (InvalidRequestException e) {
            err.println(e.problems().isEmpty() ? e.getMessage() : e.code());
            e.problems().forEach(problem -> err.println("  " + problem));
            return BAD_INPUT;
        } catch (LocalPostgresException e) {
            return notStarted(e.getMessage() + " " + e.details(), err);
        } catch (DsqlLocalException e) {
            return notStarted(e.getMessage() + " " + e.details(), err);
        } catch (StorageException e) {
            err.println(e);
            return FAILED;
        }
    }

    private int notStarted(String why, PrintWriter err) {
        err.println(why);
        return data == null ? FAILED : BAD_INPUT;
    }

    private List<Transcript> read() throws BadInput {
        long room = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
        List<Transcript> transcripts = new ArrayList<>();
        if (files.isEmpty()) {
            for (String sample : SAMPLES) {
                transcripts.add(TranscriptReader.read(Path.of(sample), sample(sample), room));
            }
        }
        for (Path file : files) {
            Transcript transcript = TranscriptReader.read(file, room);
            room -= transcript.sizeInBytes();
            transcripts.add(transcript);
        }
        return transcripts;
    }

    private int run(DomainExample chosen, PrintWriter out) {
        try (Backend opened = Backend.open(backend, options, Optional.ofNullable(data))) {
            chosen.run(opened.storage(), out::println);
            return 0;
        }
    }

    private int run(List<Transcript> transcripts, PrintWriter out, PrintWriter err) throws BadInput {
        try (Backend opened = Backend.open(backend, options, Optional.ofNullable(data))) {
            opened.storage().init();
            check(transcripts, opened.storage().limits());
            out.printf("backend %s: %s%n", backend, opened.storage().health().description());
            Meter meter = new Meter(opened);
            Importer importer = new Importer(opened.storage().memory());
            for (Transcript transcript : transcripts) {
                importer.store(transcript, affected -> progress(err, transcript, affected));
            }
            meter.phase("store");
            int differing = 0;
            Restorer restorer = new Restorer(opened.storage().memory());
            Account account = new Account(opened.storage().memory(), out);
            for (Transcript transcript : transcripts) {
                account.threads(transcript);
                meter.phase("count");
                account.lastMessages(transcript);
                meter.phase("last messages");
                account.pageByCursor(transcript);
                meter.phase("page by cursor");
                differing += verify(restorer, transcript, out) ? 0 : 1;
                meter.phase("read back");
            }
            out.println();
            out.println(meter.report());
            recall(transcripts, opened, out, err);
            return differing == 0 ? 0 : FAILED;
        }
    }

    /** Remembers the conversations, and asks. */
    private void recall(List<Transcript> transcripts, Backend opened, PrintWriter out, PrintWriter err)
            throws BadInput {
        boolean samples = files.isEmpty();
        List<String> asked = questions.isEmpty() && samples ? QUESTIONS : questions;
        if (asked.isEmpty()) {
            return;
        }
        List<Transcript> remembered = new ArrayList<>(transcripts);
        if (samples) {
            for (String name : REMEMBERED) {
                remembered.add(TranscriptReader.read(Path.of(name), sample(name), Integer.MAX_VALUE));
            }
        }
        Optional<Embedder> model = noModel ? Optional.empty() : E5Small.orNone(E5Small::open, err);
        try (Storage storage = opened.openForMemory();
                Recollection recollection = new Recollection(storage, model, out)) {
            recollection.remember(remembered);
            asked.forEach(recollection::ask);
        }
    }

    private static boolean verify(Restorer restorer, Transcript transcript, PrintWriter out) {
        String restored = restorer.restore(Importer.conversation(transcript));
        boolean same = restored.equals(transcript.text());
        out.printf(
                Locale.ROOT,
                "  read back %,d bytes, sha256 %s: %s%n",
                restored.getBytes(StandardCharsets.UTF_8).length,
                Transcript.sha256(restored).substring(0, 16),
                same ? "identical to the file, byte for byte" : "NOT IDENTICAL");
        return same;
    }

    /** Refuses what the storage would refuse later, when a part is stored already. */
    private static void check(List<Transcript> transcripts, Limits limits) throws BadInput {
        for (Transcript transcript : transcripts) {
            for (Entry entry : transcript.entries()) {
                long size = entry.json().sizeInBytes();
                if (size > limits.valueBytes()) {
                    throw new BadInput(
                            transcript.file(),
                            entry.place(),
                            "an object of " + size + " bytes is over the backend's limit of " + limits.valueBytes());
                }
                String role = entry.role();
                if (role.indexOf('\0') >= 0 || Utf8.loneSurrogate(role) >= 0) {
                    throw new BadInput(transcript.file(), entry.place(), "a role with a NUL or half a character");
                }
                if (Utf8.length(role) > limits.nameBytes()) {
                    throw new BadInput(
                            transcript.file(),
                            entry.place(),
                            "a role is over the backend's limit of " + limits.nameBytes() + " bytes");
                }
            }
        }
    }

    private static void progress(PrintWriter err, Transcript transcript, long affected) {
        if (transcript.entries().size() > PROGRESS_STEP) {
            err.printf(
                    Locale.ROOT,
                    "%s: %,d of about %,d messages%n",
                    transcript.file(),
                    affected,
                    transcript.entries().size());
        }
    }

    private static byte[] sample(String name) {
        try (InputStream in = Quickstart.class.getResourceAsStream("/samples/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds up the round trips of each phase. */
    private static final class Meter {
        private final Backend backend;
        private final Map<String, Long> phases = new LinkedHashMap<>();
        private long counted;

        Meter(Backend backend) {
            this.backend = backend;
            this.counted = backend.roundTrips().orElse(0);
        }

        void phase(String name) {
            long now = backend.roundTrips().orElse(0);
            phases.merge(name, now - counted, Long::sum);
            counted = now;
        }

        String report() {
            OptionalLong total = backend.roundTrips();
            if (total.isEmpty()) {
                return "round trips: not counted (no local database behind this backend)";
            }
            return "round trips: "
                    + phases.values().stream().mapToLong(Long::longValue).sum() + " " + phases;
        }
    }
}
