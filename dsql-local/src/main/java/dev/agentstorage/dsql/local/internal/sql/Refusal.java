package dev.agentstorage.dsql.local.internal.sql;

/**
 * The answer to a statement that is refused because of its text.
 *
 * @param sqlState five characters
 * @param message the primary message, as the service words it
 * @param position where in the query text, in characters (code points) from 1; 0 for nowhere
 */
public record Refusal(String sqlState, String message, int position) {}
