package dev.agentstorage.dsql.local.internal.backend;

import java.io.IOException;

/** Called repeatedly while a session waits for PostgreSQL's answer. */
public interface WaitListener {
    /** @param nanos time since the wait began, in nanoseconds */
    void waited(long nanos) throws IOException;
}
