package dev.agentstorage.tck.fault;

import dev.agentstorage.config.StorageConfig;
import java.util.Set;

/**
 * Injects faults behind a backend, for the rules about errors ({@code CORE-30} to {@code CORE-34}). The author of a backend implements
 * it with what the database has for that, as far as it can be done: what is not {@linkplain #supported supported} leaves rules out, and the
 * report says so. Faults are begun and ended one after the other, by one thread at a time.
 */
public interface Faults {
    /** A fault that continues until it is closed; closing one that has ended by itself is harmless. */
    interface Injection extends AutoCloseable {
        /**
         * {@return whether a call has met the fault so far} A test in which none did fails: it would have shown nothing. A damaged row is met
         * by itself.
         */
        boolean met();

        @Override
        void close();
    }

    /** {@return the faults that can be begun; always the same} */
    Set<Fault> supported();

    /**
     * {@return the configuration of the storage that meets the faults: that of the kit, so that the backend gives up soon, such as with shorter
     * timeouts and fewer attempts} The same by default.
     *
     * @param config the configuration
     */
    default StorageConfig config(StorageConfig config) {
        return config;
    }

    /**
     * Begins a fault, which the calls that begin from now on meet; not for {@link Fault#DAMAGE}.
     *
     * @param fault what goes wrong
     * @return the fault, which ends when it is closed
     * @throws UnsupportedOperationException when it is not supported
     */
    Injection begin(Fault fault);

    /**
     * Damages the snapshot of a stored run ({@link Fault#DAMAGE}); closing repairs it. Not supported by default.
     *
     * @param workflowName the name of the workflow
     * @param runId the id of the run
     * @return the fault, which ends when it is closed
     * @throws UnsupportedOperationException when it is not supported
     */
    default Injection damage(String workflowName, String runId) {
        throw new UnsupportedOperationException("damage");
    }
}
