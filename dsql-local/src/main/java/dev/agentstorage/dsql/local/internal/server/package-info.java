/**
 * What is installed inside the PostgreSQL behind the endpoint, so that PostgreSQL itself answers as the service does where it
 * knows best: definitions, types, sizes, system tables, jobs.
 *
 * <p>{@link dev.agentstorage.dsql.local.internal.server.ServerSetup} installs it; {@link
 * dev.agentstorage.dsql.local.internal.server.JobRunner} does what the service does in the background.
 */
@NullMarked
package dev.agentstorage.dsql.local.internal.server;

import org.jspecify.annotations.NullMarked;
