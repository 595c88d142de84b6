package dev.agentstorage.dsql.local.cli;

import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.DsqlLocalException;
import dev.agentstorage.dsql.local.DsqlLocalException.Reason;
import dev.agentstorage.dsql.local.postgres.PostgresServer;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * The command: {@code dsql-local [--port N] [--data DIRECTORY] ...}. {@code --help} tells all options.
 *
 * <p>Standard output has the lines to connect with and, last, {@code ready port=N}; everything else goes to standard error.
 * SIGINT and SIGTERM stop the endpoint and its PostgreSQL; the process then ends with 130 or 143, as is the custom. Wrong
 * options and a port that is taken end it with 2, everything else that keeps it from starting with 1.
 */
public final class Main {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private final PrintStream out;
    private final PrintStream err;

    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs until it is interrupted. */
    public static void main(String[] arguments) throws InterruptedException {
        Main command = new Main(System.out, System.err);
        try {
            Optional<DsqlLocal> started = command.start(List.of(arguments));
            if (started.isPresent()) {
                DsqlLocal local = started.get();
                Runtime.getRuntime().addShutdownHook(new Thread(local::close, "dsql-local-shutdown"));
                command.ready(local);
                new CountDownLatch(1).await();
            }
        } catch (Failure failure) {
            System.exit(failure.status());
        }
    }

    /** The command ends; what was wrong has been printed. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        Failure(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** @return empty if nothing was to be started */
    Optional<DsqlLocal> start(List<String> arguments) throws Failure {
        if (arguments.contains("--help")) {
            out.print(Usage.TEXT);
            return Optional.empty();
        }
        if (arguments.contains("--version")) {
            out.println("dsql-local "
                    + Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "(not packaged)"));
            return Optional.empty();
        }
        try {
            Arguments.Parsed parsed = Arguments.parse(arguments);
            Supplier<PostgresServer> postgres = parsed.postgres();
            if (postgres != null) {
                parsed.builder().postgres(postgres.get());
            }
            return Optional.of(parsed.builder().start());
        } catch (UsageException e) {
            throw failure(WRONG_USAGE, e.getMessage() + System.lineSeparator() + "Try: dsql-local --help");
        } catch (DsqlLocalException e) {
            int status = e.reason() == Reason.PORT_NOT_AVAILABLE ? WRONG_USAGE : FAILED;
            throw failure(status, e.getMessage() + particulars(e.details()) + cause(e));
        } catch (RuntimeException e) {
            throw failure(FAILED, e.toString());
        }
    }

    private static String particulars(Map<String, String> details) {
        return details.isEmpty() ? "" : " " + new TreeMap<>(details);
    }

    private static String cause(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == e || root.getMessage() == null ? "" : System.lineSeparator() + root.getMessage();
    }

    private Failure failure(int status, String message) {
        err.println("dsql-local: " + message);
        return new Failure(status);
    }

    /** Prints what a person or a script needs to connect. */
    void ready(DsqlLocal local) {
        out.println("psql:        " + psql(local));
        out.println("JDBC:        " + local.jdbcUrl());
        if (local.wantsTls()) {
            out.println("certificate: " + local.certificate());
        }
        out.println("ready port=" + local.port());
        out.flush();
    }

    private static String psql(DsqlLocal local) {
        StringBuilder line = new StringBuilder();
        String token = local.token(DsqlLocal.ADMIN);
        if (!token.isEmpty()) {
            line.append("PGPASSWORD='").append(token).append("' ");
        }
        line.append("psql \"host=").append(local.host());
        line.append(" port=").append(local.port());
        line.append(" dbname=").append(DsqlLocal.DATABASE);
        line.append(" user=").append(DsqlLocal.ADMIN);
        if (local.wantsTls()) {
            line.append(" sslmode=verify-full sslrootcert='");
            line.append(local.certificate()).append('\'');
        } else {
            line.append(" sslmode=disable");
        }
        return line.append('"').toString();
    }
}
