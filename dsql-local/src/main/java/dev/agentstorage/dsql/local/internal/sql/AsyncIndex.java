package dev.agentstorage.dsql.local.internal.sql;

/**
 * The parts of a {@code CREATE INDEX ASYNC} that {@link Statement#text()} leaves out or that decide what its job does.
 *
 * @param unique whether it was written as UNIQUE
 * @param nullsNotDistinct whether it was written with NULLS NOT DISTINCT
 * @param ifNotExists whether an index of the name may exist already
 */
public record AsyncIndex(boolean unique, boolean nullsNotDistinct, boolean ifNotExists) {}
