package dev.agentstorage.vector;

import java.util.Optional;

/**
 * A record that a query found. Immutable.
 *
 * @param id the record's id
 * @param score of a dense query as {@link Metric} says; of a lexical one a positive number that compares hits of one query only
 * @param metadata the record's metadata
 * @param vector the record's vector, if the query requested vectors and the record has one
 */
public record VectorHit(String id, double score, Metadata metadata, Optional<Embedding> vector) {}
