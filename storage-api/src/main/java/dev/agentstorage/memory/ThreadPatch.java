package dev.agentstorage.memory;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.internal.Merging;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of a thread; what is not given stays (rule {@code MEM-10}).
 *
 * @param title the new title
 * @param metadata a JSON object that is merged one level deep over the stored one; a {@code null} member removes that key;
 *     cleared it is empty; stored metadata that is no object can be cleared but takes no other patch (rule {@code CORE-25})
 * @param archivedAt archives or unarchives the thread, which alone does not move {@code updatedAt}
 */
public record ThreadPatch(Optional<String> title, Change<Json> metadata, Change<Instant> archivedAt) {
    /** The patch that changes nothing but {@code updatedAt}. */
    public static final ThreadPatch EMPTY = new ThreadPatch(Optional.empty(), Change.keep(), Change.keep());

    /** Refuses nulls. @throws dev.agentstorage.error.InvalidRequestException {@code null-argument} */
    public ThreadPatch {
        Checks.notNull("title", title);
        Checks.notNull("metadata", metadata);
        Checks.notNull("archivedAt", archivedAt);
    }

    /** A patch of the title. */
    public static ThreadPatch ofTitle(String title) {
        return EMPTY.title(title);
    }

    /** A patch of the metadata. */
    public static ThreadPatch ofMetadata(Json metadata) {
        return EMPTY.metadata(metadata);
    }

    /** Returns this patch with a title. */
    public ThreadPatch title(String title) {
        return new ThreadPatch(Optional.of(Checks.notNull("title", title)), metadata, archivedAt);
    }

    /** Returns this patch with the title emptied. */
    public ThreadPatch clearTitle() {
        return title("");
    }

    /** Returns this patch with metadata to merge. */
    public ThreadPatch metadata(Json metadata) {
        return new ThreadPatch(title, Change.set(metadata), archivedAt);
    }

    /** Returns this patch with the metadata emptied, in place of metadata to merge. */
    public ThreadPatch clearMetadata() {
        return new ThreadPatch(title, Change.clear(), archivedAt);
    }

    /** Returns this patch with the thread archived since the instant. */
    public ThreadPatch archive(Instant since) {
        return new ThreadPatch(title, metadata, Change.set(since));
    }

    /** Returns this patch with the thread active again. */
    public ThreadPatch unarchive() {
        return new ThreadPatch(title, metadata, Change.clear());
    }

    /**
     * Returns the thread as this patch leaves it.
     *
     * @param now the time of the change; {@code updatedAt} becomes {@link Instants#next the next one}, when the
     *     patch {@link #movesUpdatedAt() moves it} (rule {@code MEM-11})
     * @throws InvalidRequestException {@code metadata-not-object} when the patch has metadata and the stored one is no object
     */
    public ConversationThread apply(ConversationThread stored, Instant now) {
        return new ConversationThread(
                stored.id(),
                stored.resourceId(),
                title.orElse(stored.title()),
                metadata.combine(
                        stored.metadata(),
                        Json.EMPTY_OBJECT,
                        (before, patch) -> Merging.metadata("threadId", stored.id(), before, patch)),
                stored.createdAt(),
                movesUpdatedAt() ? Instants.next(stored.updatedAt(), now) : stored.updatedAt(),
                archivedAt.apply(stored.archivedAt()));
    }

    /** Returns whether the patch moves {@code updatedAt}: every patch does but one that only archives or unarchives. */
    public boolean movesUpdatedAt() {
        return title.isPresent() || metadata.touched() || !archivedAt.touched();
    }
}
