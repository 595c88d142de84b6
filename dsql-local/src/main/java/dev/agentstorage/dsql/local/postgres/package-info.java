/**
 * An embedded PostgreSQL, unpacked from the class path and run as a child process of this JVM.
 *
 * <p>{@link dev.agentstorage.dsql.local.postgres.EmbeddedPostgres} is the entry point. It needs no Docker, no installed
 * PostgreSQL and no privileges. No process remains when the JVM exits or is killed; temporary data that a killed JVM
 * leaves behind is deleted by the next start.
 */
@NullMarked
package dev.agentstorage.dsql.local.postgres;

import org.jspecify.annotations.NullMarked;
