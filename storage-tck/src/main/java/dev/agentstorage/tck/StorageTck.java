package dev.agentstorage.tck;

import dev.agentstorage.tck.run.TckRun;

/** The conformance kit. */
public abstract class StorageTck extends TckRun {
    /** For subclasses. */
    protected StorageTck() {}
}
