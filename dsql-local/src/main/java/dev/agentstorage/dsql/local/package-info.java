/**
 * Aurora DSQL on one's own machine: an endpoint that answers any PostgreSQL client as the service answers.
 *
 * <p>{@link dev.agentstorage.dsql.local.DsqlLocal} is the entry point; {@code junit} has it for tests and {@code cli} as a
 * command.
 */
@NullMarked
package dev.agentstorage.dsql.local;

import org.jspecify.annotations.NullMarked;
