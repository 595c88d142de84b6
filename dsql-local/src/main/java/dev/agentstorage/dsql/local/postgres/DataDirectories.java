package dev.agentstorage.dsql.local.postgres;

import dev.agentstorage.dsql.local.postgres.LocalPostgresException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Creates data directories by copying one that {@code initdb} created once. */
final class DataDirectories {
    static final String SUPERUSER = "postgres";

    /** Copied last and therefore the sign of a complete data directory. */
    static final String LAST = "PG_VERSION";

    private static final List<String> INITDB_OPTIONS = List.of(
            "--username=" + SUPERUSER,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--wal-segsize=1",
            "--no-sync",
            "--no-instructions");

    private final Path home;
    private final RunAs runAs;
    private final Path template;

    private DataDirectories(Path home, RunAs runAs, Path template) {
        this.home = home;
        this.runAs = runAs;
        this.template = template;
    }

    /**
     * Finds or creates the template.
     *
     * @param home the unpacked binaries
     */
    static DataDirectories prepare(CacheDirectory cache, String fingerprint, Path home, RunAs runAs) {
        String options = Integer.toHexString(INITDB_OPTIONS.hashCode());
        String name =
                "template-" + fingerprint + "-" + options + "-" + runAs.name().toLowerCase(Locale.ROOT);
        // Sealed, because its files belong to a user that others may be as well.
        Path template = cache.provide(name, "rwx------", directory -> initdb(home, runAs, directory));
        return new DataDirectories(home, runAs, template);
    }

    private static void initdb(Path home, RunAs runAs, Path directory) throws IOException {
        runAs.own(directory);
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/initdb").toString()));
        command.addAll(INITDB_OPTIONS);
        command.add("--pgdata=" + directory);
        run(runAs, command);
    }

    private static void run(RunAs runAs, List<String> command) throws IOException {
        Tool result = Tool.run(runAs.wrap(command));
        if (!result.succeeded()) {
            throw new LocalPostgresException(
                    Reason.START_FAILED,
                    Map.of("tool", command.get(0), "exitCode", Integer.toString(result.exitCode())),
                    result.output(),
                    null);
        }
    }

    /**
     * Creates a temporary data directory; an interrupted copy must be deleted.
     *
     * @param directory does not exist
     */
    void copyTo(Path directory) throws IOException {
        if (!copiedByTool(directory)) {
            FileTrees.delete(directory);
            FileTrees.copy(template, directory, LAST);
        }
        runAs.own(directory);
    }

    /** GNU cp takes half the time of a copy in Java, and next to none on a file system that shares blocks. */
    private boolean copiedByTool(Path directory) {
        try {
            return Tool.run(List.of("cp", "-a", "--reflink=auto", "--", template.toString(), directory.toString()))
                    .succeeded();
        } catch (IOException notInstalled) {
            return false;
        }
    }

    /**
     * Creates a data directory that is durable when this returns. {@value #LAST} is copied last, so that an interrupted
     * copy is recognized.
     *
     * @param directory exists
     */
    void copyDurablyTo(Path directory) throws IOException {
        FileTrees.copy(template, directory, LAST);
        runAs.own(directory);
        run(runAs, List.of(home.resolve("bin/initdb").toString(), "--sync-only", "--pgdata=" + directory));
    }

    /** The major version in the template, such as {@code 16}. */
    String majorVersion() throws IOException {
        return Files.readString(template.resolve(LAST)).strip();
    }
}
