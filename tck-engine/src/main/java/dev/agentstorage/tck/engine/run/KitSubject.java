package dev.agentstorage.tck.engine.run;

import dev.agentstorage.tck.engine.report.Report;
import java.util.Optional;
import java.util.Set;

/** The subject of a kit, during one run. Thread-safe. */
public interface KitSubject extends AutoCloseable {
    /** Returns the names of the features that the backend's author declares, which determine the rules that apply; always the same. */
    Set<String> features();

    /** Returns the class of the backend, to find its frames in stack traces; empty until a test has used the backend. */
    Optional<Class<?>> backend();

    /**
     * Returns what is known so far, for the report. Opens nothing and does not propagate errors of a broken backend, so that the report can
     * always be written.
     */
    Report.Subject describe();

    /** Closes everything that tests have opened. */
    @Override
    void close();
}
