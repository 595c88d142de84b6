package dev.agentstorage.dsql.local.internal.backend;

import java.io.IOException;

/** Called repeatedly while a session waits for PostgreSQL's answer. */
public interface WaitListener {
    /** @param nanos since the wait began */
    void waited(long nanos) throws IOException;
}
