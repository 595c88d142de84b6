package dev.agentstorage.dsql.local.cli;

import dev.agentstorage.dsql.local.internal.record.Cluster;
import dev.agentstorage.dsql.local.internal.record.Probes;
import dev.agentstorage.dsql.local.internal.record.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Records the answers of a cluster. */
@Command(
        name = "record",
        sortOptions = false,
        synopsisHeading = "Usage: ",
        customSynopsis = "dsql-local record --host=HOST [OPTION]...",
        description = {
            "Runs the probes of dsql-local against a cluster, writes its answers as cases.jsonl and setup.sql, and compares them with those"
                    + " of dsql-local (differences.txt).",
            "The cluster must be empty and must have no other clients during the run: everything in it is dropped at the end. If it has a table,"
                    + " view, sequence, function, domain or schema, nothing is changed.",
            "The token comes from --token-file or from the variable PGPASSWORD. It must last for the whole run.",
            ""
        },
        footer = {
            "",
            "Ends with status 0 if all answers are the same, 3 if some differ, 2 if an option is wrong, 1 if the",
            "answers could not be recorded."
        })
final class RecordCommand implements Callable<Integer> {
    private static final int DIFFERENT = 3;

    @Option(names = "--host", required = true, paramLabel = "HOST", description = "of the cluster")
    private String host = "";

    @Option(names = "--port", paramLabel = "N", description = "of the cluster (default: 5432)")
    private Integer port = 5432;

    @Option(names = "--user", paramLabel = "NAME", description = "who connects (default: admin)")
    private String user = "admin";

    @Option(names = "--token-file", paramLabel = "FILE", description = "has the token (default: PGPASSWORD)")
    private @Nullable Path tokenFile;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "PEM of the authorities to trust (default: those of the Java installation)")
    private @Nullable Path authorities;

    @Option(
            names = "--output",
            paramLabel = "DIRECTORY",
            description = "where the answers are written (default: dsql-recorded)")
    private Path output = Path.of("dsql-recorded");

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "only these probes; may be repeated (default: all groups)")
    private List<String> groups = new ArrayList<>();

    @Option(names = "--help", usageHelp = true, description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option itself
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<String> all = new ArrayList<>(Probes.GROUPS);
        all.add(Probes.MESSAGES);
        if (!all.containsAll(groups)) {
            throw wrong("--group must be one of " + all);
        }
        Cluster cluster = new Cluster(host, port, user, token(), Optional.ofNullable(authorities));
        Recording recording = new Recording(
                cluster, Objects.requireNonNull(spec).commandLine().getOut());
        return recording.run(groups.isEmpty() ? all : groups, output) == 0 ? 0 : DIFFERENT;
    }

    private String token() throws IOException {
        if (tokenFile != null) {
            return Files.readString(tokenFile).strip();
        }
        String token = System.getenv("PGPASSWORD");
        if (token == null || token.isEmpty()) {
            throw wrong("a token is needed: --token-file FILE, or the variable PGPASSWORD");
        }
        return token;
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), problem);
    }
}
