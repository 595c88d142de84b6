package dev.agentstorage.tck.fault;

import dev.agentstorage.config.StorageConfig;
import java.util.Set;

/**
 * Injects faults behind a backend, for the rules about errors ({@code CORE-30} to {@code CORE-34}). The author of a backend implements it with
 * the means of the database. Rules that need a fault that is not {@linkplain #supported supported} do not apply, which the report shows. Only one
 * fault is active at a time; calls come from one thread at a time.
 */
public interface Faults {
    /** An active fault, which lasts until it is closed. Closing a fault that has ended by itself has no effect. */
    interface Injection extends AutoCloseable {
        /**
         * {@return whether the fault has affected a call so far} A test in which no call was affected fails, because it has proved nothing. Not
         * used for damaged rows.
         */
        boolean met();

        @Override
        void close();
    }

    /** {@return the supported faults; always the same} */
    Set<Fault> supported();

    /**
     * {@return the configuration of the storage under fault: that of the kit, adjusted so that the backend gives up early, for example with
     * shorter timeouts and fewer attempts} The same by default.
     *
     * @param config the configuration
     */
    default StorageConfig config(StorageConfig config) {
        return config;
    }

    /**
     * Begins a fault that affects all calls from now on; not for {@link Fault#DAMAGE}.
     *
     * @param fault the fault to inject
     * @return the active fault; close it to end it
     * @throws UnsupportedOperationException when it is not supported
     */
    Injection begin(Fault fault);

    /**
     * Corrupts the snapshot of a stored run ({@link Fault#DAMAGE}); closing the result repairs it. Not supported by default.
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @return the active fault; close it to end it
     * @throws UnsupportedOperationException when it is not supported
     */
    default Injection damage(String workflowName, String runId) {
        throw new UnsupportedOperationException("damage");
    }
}
