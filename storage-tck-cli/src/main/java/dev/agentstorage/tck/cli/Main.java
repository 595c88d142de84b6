package dev.agentstorage.tck.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code tck}. */
@Command(
        name = "tck",
        subcommands = {RunCommand.class, CommandLine.HelpCommand.class},
        mixinStandardHelpOptions = true,
        description = "Judges backends of Agent Storage.")
public final class Main {
    private static final int BAD_INPUT = 2;

    private Main() {}

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String... arguments) {
        System.exit(command().execute(arguments));
    }

    static CommandLine command() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((problem, arguments) -> {
                    problem.getCommandLine().getErr().println(problem.getMessage());
                    problem.getCommandLine().getErr().println("see tck run --help");
                    return BAD_INPUT;
                });
    }
}
