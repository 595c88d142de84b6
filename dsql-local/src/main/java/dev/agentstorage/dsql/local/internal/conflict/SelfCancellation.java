package dev.agentstorage.dsql.local.internal.conflict;

/**
 * Records whether a session has cancelled its own statement to release its locks for an older transaction. Used by the
 * session's thread only.
 */
public final class SelfCancellation {
    private boolean requested;

    /** Requests the cancellation. Returns false if it was already requested. */
    public boolean request() {
        boolean first = !requested;
        requested = true;
        return first;
    }

    public boolean isRequested() {
        return requested;
    }

    /** Clears the request. Returns whether it was requested. */
    public boolean take() {
        boolean was = requested;
        requested = false;
        return was;
    }
}
