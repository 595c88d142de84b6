package dev.agentstorage.tck.engine.run;

import dev.agentstorage.tck.engine.report.Report;
import java.util.Optional;
import java.util.Set;

/** The subject of a kit, during one run. Thread-safe. */
public interface KitSubject extends AutoCloseable {
    /** Returns the names of the features that the backend's author declares, which decide the rules that apply; always the same. */
    Set<String> features();

    /** Returns the class of the backend, whose frames failures name; empty as long as no test has used the backend. */
    Optional<Class<?>> backend();

    /**
     * Returns what is known so far, for the report. It opens nothing, and never throws what a broken backend throws: the report is written
     * in any case.
     */
    Report.Subject describe();

    /** Closes what tests have opened. */
    @Override
    void close();
}
