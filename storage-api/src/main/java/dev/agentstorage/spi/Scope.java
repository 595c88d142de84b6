package dev.agentstorage.spi;

import java.util.Optional;

/**
 * The rows that an operation may see and change. With a resource, what belongs to another one is as if it were missing, and no write can
 * take it over; backends check this inside the atomic change (rule {@code MEM-60}).
 *
 * @param resourceId the resource that the operation is confined to; empty for none
 */
public record Scope(Optional<String> resourceId) {
    /** No confinement. */
    public static final Scope ALL = new Scope(Optional.empty());

    /**
     * Confined to one resource.
     *
     * @param resourceId the id of the resource
     * @return the scope
     */
    public static Scope resource(String resourceId) {
        return new Scope(Optional.of(resourceId));
    }

    /**
     * {@return whether something that belongs to the given resource is visible}
     *
     * @param owner the resource that it belongs to
     */
    public boolean admits(String owner) {
        return resourceId.isEmpty() || resourceId.get().equals(owner);
    }
}
