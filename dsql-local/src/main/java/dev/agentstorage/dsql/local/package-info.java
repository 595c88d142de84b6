/**
 * A local endpoint for PostgreSQL clients that behaves as Aurora DSQL.
 *
 * <p>{@link dev.agentstorage.dsql.local.DsqlLocal} is the entry point; {@code junit} has a JUnit extension and {@code cli} the
 * command line.
 */
@NullMarked
package dev.agentstorage.dsql.local;

import org.jspecify.annotations.NullMarked;
