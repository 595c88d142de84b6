package dev.agentstorage.dsql.local.cli;

import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.auth.TokenMode;
import dev.agentstorage.dsql.local.faults.Fault;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts an endpoint and waits until the process is interrupted. */
@Command(
        name = "dsql-local",
        subcommands = RecordCommand.class,
        sortOptions = false,
        synopsisHeading = "Usage: ",
        customSynopsis = {"dsql-local [OPTION]...", "       dsql-local record --host=HOST [OPTION]..."},
        description = {
            "Answers PostgreSQL clients as Aurora DSQL answers them, until it is interrupted.",
            "Prints how to connect, then one line \"ready port=N\".",
            ""
        },
        versionProvider = Version.class,
        footer = {
            "",
            "TIME is a number with us, ms, s, min or h.",
            "Ends with status 130 after SIGINT (Ctrl-C), 143 after SIGTERM, 2 if an option is wrong or the port",
            "is taken, 1 if it cannot start for another reason."
        })
final class EndpointCommand implements Callable<Integer> {
    @Option(names = "--port", paramLabel = "N", description = "listen on this port (default: any free one)")
    private @Nullable Integer port;

    @Option(names = "--address", paramLabel = "ADDRESS", description = "listen on this address (default: 127.0.0.1)")
    private @Nullable InetAddress address;

    @Option(
            names = "--data",
            paramLabel = "DIRECTORY",
            description = "keep data and certificate here (default: nothing is kept)")
    private @Nullable Path data;

    @Option(names = "--no-tls", arity = "0", description = "let clients connect without encryption")
    private boolean noTls;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "PEM of the certificate to show (default: one is made)")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "PEM of its private key")
    private @Nullable Path key;

    @Option(
            names = "--token",
            paramLabel = "any|shape|off",
            description = "what a password must be: any text, a presigned URL for this endpoint, or nothing at all"
                    + " (default: any)")
    private @Nullable TokenMode token;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "a further name of this endpoint, for certificate and tokens; may be repeated")
    private List<String> hosts = new ArrayList<>();

    @Option(names = "--require-sni", arity = "0", description = "turn away clients whose TLS hello names no host")
    private boolean requireSni;

    @Option(
            names = "--postgres",
            paramLabel = "URL",
            description = "use this PostgreSQL: a JDBC URL with a superuser, or container, or container:IMAGE"
                    + " (default: an embedded one)")
    private @Nullable Server postgres;

    @Option(names = "--max-connections", paramLabel = "N", description = "open at the same time (default: 10000)")
    private @Nullable Integer maxConnections;

    @Option(
            names = "--connection-rate",
            paramLabel = "N",
            description = "new ones per second, with --connection-burst (default: 100)")
    private @Nullable Integer connectionRate;

    @Option(
            names = "--connection-burst",
            paramLabel = "N",
            description = "new ones in a burst, with --connection-rate (default: 1000)")
    private @Nullable Integer connectionBurst;

    @Option(
            names = "--connection-life",
            paramLabel = "TIME",
            description = "until a connection is closed (default: 60min)")
    private @Nullable Duration connectionLife;

    @Option(names = "--transaction-age", paramLabel = "TIME", description = "until a transaction fails (default: 300s)")
    private @Nullable Duration transactionAge;

    @Option(
            names = "--transaction-rows",
            paramLabel = "N",
            description = "that a transaction may change (default: 3000)")
    private @Nullable Integer transactionRows;

    @Option(
            names = "--transaction-bytes",
            paramLabel = "N",
            description = "that a transaction may write (default: 10485760)")
    private @Nullable Long transactionBytes;

    @Option(
            names = "--index-build-time",
            paramLabel = "TIME",
            description = "that an asynchronous job takes at least (default: 100ms)")
    private @Nullable Duration indexBuildTime;

    @Option(
            names = "--stale-catalogs",
            arity = "0",
            description = "a changed schema also fails the next statement of idle sessions")
    private boolean staleCatalogs;

    @Option(
            names = "--fault",
            paramLabel = "RULE",
            description = "something that goes wrong on purpose, such as \"occ on commit 3\" or \"latency 5ms\";"
                    + " may be repeated")
    private List<Fault> faults = new ArrayList<>();

    @Option(names = "--help", usageHelp = true, description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option itself
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "show the version")
    @SuppressWarnings("UnusedVariable") // picocli looks at the option itself
    private boolean version;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        DsqlLocal.Builder builder = builder();
        if (postgres != null) {
            builder.postgres(postgres.start().get());
        }
        DsqlLocal local = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(local::close, "dsql-local-shutdown"));
        ConnectionLines.print(local, Objects.requireNonNull(spec).commandLine().getOut());
        new CountDownLatch(1).await();
        return 0;
    }

    /** All options but the PostgreSQL server. @throws ParameterException if one is wrong */
    DsqlLocal.Builder builder() {
        requireThatOptionsFit();
        DsqlLocal.Builder builder = DsqlLocal.builder().tls(!noTls).requireSni(requireSni);
        builder.staleCatalogs(staleCatalogs);
        set("--port", port, builder::port);
        set("--address", address, builder::address);
        set("--data", data, builder::dataDirectory);
        set("--token", token, builder::tokens);
        hosts.forEach(builder::hostName);
        set("--max-connections", maxConnections, builder::maxConnections);
        set("--connection-life", connectionLife, builder::connectionLife);
        set("--transaction-age", transactionAge, builder::transactionAge);
        set("--transaction-rows", transactionRows, builder::transactionRows);
        set("--transaction-bytes", transactionBytes, builder::transactionBytes);
        set("--index-build-time", indexBuildTime, builder::indexBuildTime);
        faults.forEach(builder::fault);
        if (certificate != null && key != null) {
            builder.certificate(certificate, key);
        }
        if (connectionRate != null && connectionBurst != null) {
            int burst = connectionBurst;
            set("--connection-rate", connectionRate, rate -> builder.connectionRate(rate, burst));
        }
        return builder;
    }

    private <T> void set(String option, @Nullable T value, Consumer<T> setter) {
        if (value == null) {
            return;
        }
        try {
            setter.accept(value);
        } catch (IllegalArgumentException e) {
            throw wrong(option + ": " + e.getMessage());
        }
    }

    private void requireThatOptionsFit() {
        if ((certificate == null) != (key == null)) {
            throw wrong("--certificate and --key go together");
        }
        if ((connectionRate == null) != (connectionBurst == null)) {
            throw wrong("--connection-rate and --connection-burst go together");
        }
        if (noTls && (certificate != null || requireSni)) {
            throw wrong("--certificate and --require-sni are of no use with --no-tls");
        }
        if (data != null && postgres != null) {
            throw wrong("--data and --postgres exclude each other: that server keeps its data itself");
        }
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), problem);
    }
}
