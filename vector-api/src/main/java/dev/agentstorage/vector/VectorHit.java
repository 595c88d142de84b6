package dev.agentstorage.vector;

import java.util.Optional;

/**
 * A record found by a query. Immutable.
 *
 * @param id the id of the record
 * @param score for a dense query, as defined by {@link Metric}; for a lexical query, a positive number comparable only within one query
 * @param metadata the metadata of the record
 * @param vector the vector of the record, if the query requested vectors and the record has one
 */
public record VectorHit(String id, double score, Metadata metadata, Optional<Embedding> vector) {}
