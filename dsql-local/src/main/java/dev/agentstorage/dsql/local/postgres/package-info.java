/**
 * A real PostgreSQL, unpacked from the class path and run as a child process of this JVM.
 *
 * <p>{@link dev.agentstorage.dsql.local.postgres.EmbeddedPostgres} is the entry point. No Docker, no installed
 * PostgreSQL and no privilege is needed; nothing stays behind when the JVM dies, however it dies.
 */
@NullMarked
package dev.agentstorage.dsql.local.postgres;

import org.jspecify.annotations.NullMarked;
