package dev.agentstorage.dsql.internal.tx;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Detects, from the stored entity, whether an earlier attempt of a read-modify-write was committed although its answer was lost. This
 * prevents that a change is applied a second time, on top of another writer's change. Used by one thread.
 *
 * @param <T> the type of the entity
 */
public final class CommitProbe<T> {
    private final Function<T, Object> content;
    private @Nullable Object read;
    private @Nullable Object written;

    /**
     * Creates it for one call.
     *
     * @param content returns the part of an entity that is compared
     */
    public CommitProbe(Function<T, Object> content) {
        this.content = content;
    }

    /** Records the entity that this attempt has read, null for none, and the entity that it will write. */
    public void record(@Nullable T before, T after) {
        read = before == null ? null : content.apply(before);
        written = content.apply(after);
    }

    /**
     * Returns the stored entity if an earlier attempt has written it; empty if it has not changed since that attempt read it.
     *
     * @param stored the stored entity, null for none
     * @throws dev.agentstorage.error.OutcomeUnknownException if another writer has changed it since
     */
    public Optional<T> applied(@Nullable T stored) {
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
