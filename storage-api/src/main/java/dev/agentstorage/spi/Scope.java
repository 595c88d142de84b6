package dev.agentstorage.spi;

import java.util.Optional;

/**
 * The rows that an operation may see and change. With a resource, data of other resources is treated as missing and cannot be overwritten;
 * backends check this inside the atomic change (rule {@code MEM-60}).
 *
 * @param resourceId the resource to which the operation is confined; empty for no restriction
 */
public record Scope(Optional<String> resourceId) {
    /** No restriction. */
    public static final Scope ALL = new Scope(Optional.empty());

    /**
     * Returns the scope of one resource.
     *
     * @param resourceId the id of the resource
     * @return the scope
     */
    public static Scope resource(String resourceId) {
        return new Scope(Optional.of(resourceId));
    }

    /**
     * {@return whether data of this resource is in scope}
     *
     * @param owner the resource of the data
     */
    public boolean admits(String owner) {
        return resourceId.isEmpty() || resourceId.get().equals(owner);
    }
}
