package dev.agentstorage.tck.engine.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a report: {@code <provider>.json} for programs, {@code <provider>.md} and {@code <provider>.html} for people. */
public final class ReportFiles {
    private ReportFiles() {}

    /**
     * Writes the files, replacing those of an earlier run.
     *
     * @param directory the directory, created if missing
     * @throws UncheckedIOException when they cannot be written
     */
    public static void write(Report report, Path directory) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(report.provider() + ".json"), JsonReport.of(report));
            Files.writeString(directory.resolve(report.provider() + ".md"), MarkdownReport.of(report));
            Files.writeString(directory.resolve(report.provider() + ".html"), HtmlReport.of(report));
        } catch (IOException e) {
            throw new UncheckedIOException("the conformance report cannot be written", e);
        }
    }
}
