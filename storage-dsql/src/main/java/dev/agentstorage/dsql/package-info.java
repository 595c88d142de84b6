/**
 * The backend for Aurora DSQL and for PostgreSQL 15 or later. The name {@code dsql} selects it; its options are in
 * {@link dev.agentstorage.dsql.DsqlOptions}.
 */
@NullMarked
package dev.agentstorage.dsql;

import org.jspecify.annotations.NullMarked;
