package dev.agentstorage.dsql.local.internal.conflict;

/**
 * Whether a session has cancelled its own statement, to release its locks for an older transaction that waits for them. Used
 * by the session's thread only.
 */
public final class SelfCancellation {
    private boolean requested;

    /** @return whether it was not requested before */
    public boolean request() {
        boolean first = !requested;
        requested = true;
        return first;
    }

    public boolean isRequested() {
        return requested;
    }

    /** @return whether it was requested; it is not any more */
    public boolean take() {
        boolean was = requested;
        requested = false;
        return was;
    }
}
