/**
 * The backend on Aurora DSQL, and on PostgreSQL 15 or later. Pick it by the name {@code dsql}; its options are in
 * {@link dev.agentstorage.dsql.DsqlOptions}.
 */
@NullMarked
package dev.agentstorage.dsql;

import org.jspecify.annotations.NullMarked;
