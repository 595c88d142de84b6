package dev.agentstorage.value;

import dev.agentstorage.internal.Checks;

/**
 * An opaque position in a listing, to continue later or in another process. It is valid only for the query that returned it (rule
 * {@code PAGE-07}), and stays valid when rows are added or removed.
 *
 * @param token the text of the cursor, URL-safe
 */
public record Cursor(String token) {
    /**
     * Creates a cursor from the token of a slice; the listing checks whether it fits the query.
     *
     * @param token the text of the cursor, safe in a URL
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public Cursor {
        Checks.notNull("token", token);
    }
}
