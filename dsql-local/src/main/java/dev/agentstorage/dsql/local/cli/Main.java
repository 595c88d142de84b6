package dev.agentstorage.dsql.local.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command: {@code dsql-local [--port N] [--data DIRECTORY] ...}. {@code --help} lists all options.
 *
 * <p>Standard output has the lines to connect with and, last, {@code ready port=N}; everything else goes to standard error.
 * SIGINT and SIGTERM stop the endpoint and its PostgreSQL; the process then ends with 130 or 143, as is the custom. Wrong
 * options and a port that is taken end it with 2, everything else that keeps it from starting with 1.
 */
public final class Main {
    private static final int WIDTH = 100;

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(command(out, err).execute(arguments));
    }

    static CommandLine command(PrintWriter out, PrintWriter err) {
        CommandLine command = new CommandLine(new EndpointCommand())
                .setOut(out)
                .setErr(err)
                .setExpandAtFiles(false)
                .setUsageHelpWidth(WIDTH)
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler(new Failures());
        Values.register(command);
        return command;
    }

    private static int wrongUsage(ParameterException problem, String[] arguments) {
        PrintWriter err = problem.getCommandLine().getErr();
        err.println("dsql-local: " + problem.getMessage());
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("Try: " + problem.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return Failures.WRONG_USAGE;
    }
}
