package dev.agentstorage.dsql.internal.tx;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts of one read-modify-write have read and were to write. When the answer of one was lost, it tells from what is stored now
 * whether that attempt was applied; a change on top of another writer's is never made twice. Used by one thread.
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
     * Returns what is stored if it is what an attempt has written, and nothing if it is what that attempt has read.
     *
     * @param stored what is stored, null for nothing
     * @throws dev.agentstorage.error.OutcomeUnknownException when it is neither: another writer has changed it since
     */
    public Optional<T> found(@Nullable T stored) {
        Object now = stored == null ? null : content.apply(stored);
        if (now != null && now.equals(written)) {
            return Optional.ofNullable(stored);
        }
        if (Objects.equals(now, read)) {
            return Optional.empty();
        }
        throw Transactions.unknown(1, null);
    }
}
