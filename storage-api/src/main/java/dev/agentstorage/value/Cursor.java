package dev.agentstorage.value;

import dev.agentstorage.internal.Checks;

/**
 * A position in a listing, to continue from later or in another process. It is opaque, valid for the query that gave it and refused by
 * any other (rule {@code PAGE-07}), and stays valid when rows come and go.
 *
 * @param token the text of the cursor, safe in a URL
 */
public record Cursor(String token) {
    /**
     * Takes a token that a slice gave; whether it fits the query is checked when it is used.
     *
     * @param token the text of the cursor, safe in a URL
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public Cursor {
        Checks.notNull("token", token);
    }
}
