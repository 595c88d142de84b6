package dev.agentstorage.dsql.internal.tx;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the earlier attempts of one read-modify-write have read and written. When the answer of one was lost, it tells from what is stored
 * now whether that attempt was applied; a change on top of another writer's is never made twice. Used by one thread.
 *
 * @param <T> what is changed
 */
public final class Earlier<T> {
    private final Function<T, Object> content;
    private @Nullable Object read;
    private @Nullable Object written;

    /**
     * Creates it for one call.
     *
     * @param content what has to be the same of two states for the change to be the same
     */
    public Earlier(Function<T, Object> content) {
        this.content = content;
    }

    /** Notes what this attempt has read, null for nothing, and what it is going to write. */
    public void attempt(@Nullable T before, T after) {
        read = before == null ? null : content.apply(before);
        written = content.apply(after);
    }

    /**
     * Returns whether an earlier attempt has left what is stored.
     *
     * @param stored what is stored, null for nothing
     * @throws dev.agentstorage.error.OutcomeUnknown when it may have been applied and another writer has changed what is stored since
     */
    public boolean left(Session session, @Nullable T stored) {
        if (!session.maybeApplied() || written == null) {
            return false;
        }
        Object now = stored == null ? null : content.apply(stored);
        if (written.equals(now) && !written.equals(read)) {
            return true;
        }
        if (now == null ? read != null : !now.equals(read)) {
            session.requireNothingApplied();
        }
        return false;
    }
}
