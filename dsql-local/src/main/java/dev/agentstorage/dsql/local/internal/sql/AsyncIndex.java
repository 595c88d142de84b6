package dev.agentstorage.dsql.local.internal.sql;

/**
 * The parts of a {@code CREATE INDEX ASYNC} that {@link Statement#text()} omits or that its job depends on.
 *
 * @param unique whether UNIQUE was specified
 * @param nullsNotDistinct whether NULLS NOT DISTINCT was specified
 * @param ifNotExists whether IF NOT EXISTS was specified
 */
public record AsyncIndex(boolean unique, boolean nullsNotDistinct, boolean ifNotExists) {}
