package dev.agentstorage.tck.fault;

/** A fault between a backend and its database. */
public enum Fault {
    /** Nothing can be reached: connections are refused, and those that were open are cut. */
    OUTAGE,
    /** The answer to the next read is lost: the connection is cut in place of it. */
    CUT_BEFORE_ANSWER,
    /** The next change is lost on its way: the connection is cut before it is committed. */
    CUT_BEFORE_COMMIT,
    /** The answer to the next change is lost: the connection is cut after it was committed. */
    CUT_AFTER_COMMIT,
    /** Every change loses against another writer when it is committed, and is rolled back. */
    CONFLICT,
    /** Every answer takes longer: some milliseconds, less than any timeout of the backend. */
    DELAY,
    /** A stored run cannot be read: its snapshot is not JSON any more. */
    DAMAGE;

    /** {@return what a report says that a rule needs} */
    public String requirement() {
        return "the fault " + name();
    }
}
