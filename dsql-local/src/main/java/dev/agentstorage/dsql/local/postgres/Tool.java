package dev.agentstorage.dsql.local.postgres;

import dev.agentstorage.dsql.local.postgres.LocalPostgresException.Reason;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that ends by itself.
 *
 * @param exitCode 0 for success
 * @param output standard output and standard error
 */
record Tool(int exitCode, String output) {
    private static final long PATIENCE_SECONDS = 120;

    boolean succeeded() {
        return exitCode == 0;
    }

    /**
     * Runs a command to its end.
     *
     * @throws IOException if there is no such command
     */
    static Tool run(List<String> command) throws IOException {
        Process process = builder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the command does not end: " + command.get(0));
            }
            return new Tool(process.exitValue(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalPostgresException(Reason.INTERRUPTED, Map.of(), e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A process whose behaviour does not depend on the caller's environment. */
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        // The caller's working directory may be closed to the user that the command becomes.
        builder.directory(new File("/"));
        return builder;
    }
}
