package dev.agentstorage.tck.fault;

/** A fault between a backend and its database. */
public enum Fault {
    /** The database is unreachable: new connections are refused and open ones are cut. */
    OUTAGE,
    /** The response to the next read is lost: the connection is cut instead. */
    CUT_BEFORE_ANSWER,
    /** The next change is lost: the connection is cut before the commit. */
    CUT_BEFORE_COMMIT,
    /** The response to the next change is lost: the connection is cut after the commit. */
    CUT_AFTER_COMMIT,
    /** Every change conflicts with another writer at its commit and is rolled back. */
    CONFLICT,
    /** Every response is delayed by some milliseconds, less than any timeout of the backend. */
    DELAY,
    /** A stored run is unreadable: its snapshot is not JSON any more. */
    DAMAGE;

    /** {@return the name of the fault in reports} */
    public String requirement() {
        return "the fault " + name();
    }
}
