package dev.agentstorage.dsql.local.internal.sql;

/**
 * The error for a statement that is refused because of its text.
 *
 * @param sqlState the five-character SQLSTATE
 * @param message the primary message, in the service's wording
 * @param position the position in the query text, in characters (code points) from 1; 0 for none
 */
public record Refusal(String sqlState, String message, int position) {}
