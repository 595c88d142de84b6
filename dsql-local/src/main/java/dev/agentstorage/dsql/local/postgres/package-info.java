/**
 * A real PostgreSQL, unpacked from the class path and run as a child process of this JVM.
 *
 * <p>{@link dev.agentstorage.dsql.local.postgres.EmbeddedPostgres} is the entry point. It needs no
 * Docker, no installed PostgreSQL and no privileges; no process and no data remain when the JVM ends or is killed.
 */
@NullMarked
package dev.agentstorage.dsql.local.postgres;

import org.jspecify.annotations.NullMarked;
