/**
 * A local endpoint for PostgreSQL clients that emulates Aurora DSQL.
 *
 * <p>{@link dev.agentstorage.dsql.local.DsqlLocal} is the entry point. The package {@code junit} contains a JUnit
 * extension, {@code cli} the command line.
 */
@NullMarked
package dev.agentstorage.dsql.local;

import org.jspecify.annotations.NullMarked;
