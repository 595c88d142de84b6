package dev.agentstorage.spi;

import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.value.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The resources of a backend, with their working memory. One of the three parts of {@link MemoryBackend}, which documents what they share.
 * Thread-safe. Every method is one atomic change.
 *
 * <p>All methods throw {@code UnavailableException} when the backend is unreachable; writes throw {@code OutcomeUnknownException} when it is
 * unknown whether they were applied; every write is idempotent when repeated with the same arguments.
 */
public interface ResourceBackend {
    /**
     * {@return the resource with this id; empty when it is missing}
     *
     * @param id the id of the resource
     */
    Optional<Resource> get(String id);

    /**
     * Stores a new resource (rule {@code MEM-93}).
     *
     * @param resource the resource
     * @return the stored resource
     * @throws dev.agentstorage.error.AlreadyExistsException {@code resource-exists} with the stored resource
     */
    Resource create(Resource resource);

    /**
     * Replaces every field of a resource, or stores it when it is new (rule {@code MEM-71}).
     *
     * @param resource the resource
     * @param expected the version that the stored entity must have; empty for any
     * @return the stored resource
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} as in {@link ThreadBackend#save}
     */
    Resource save(Resource resource, Optional<Version> expected);

    /**
     * Changes a resource, or creates it when it is missing and no version is expected (rule {@code MEM-72}). {@code updatedAt} moves as in
     * {@link ThreadBackend#update}.
     *
     * @param id the id of the resource
     * @param patch the changes
     * @param expected the version that the stored entity must have; empty for any
     * @param now the time of the call
     * @return the stored resource
     * @throws dev.agentstorage.error.ConflictException {@code version-conflict} as in {@link ThreadBackend#save}
     * @throws dev.agentstorage.error.InvalidRequestException {@code metadata-not-object} when the patch merges into stored metadata that is
     *     not a JSON object
     * @throws dev.agentstorage.error.TooLargeException {@code value-too-large} when the merged metadata is over the limit
     */
    Resource update(String id, ResourcePatch patch, Optional<Version> expected, Instant now);

    /**
     * Removes the row of a resource, not its threads.
     *
     * @param id the id of the resource
     * @return whether it existed
     */
    boolean delete(String id);

    /**
     * {@return the matching resources in the window}
     *
     * @param query the filters and the order
     * @param window the rows to return
     */
    List<Resource> list(ResourceQuery query, Window window);

    /**
     * Counts the matching resources.
     *
     * @param query the filters and the order
     * @return the number of matching resources
     */
    long count(ResourceQuery query);
}
