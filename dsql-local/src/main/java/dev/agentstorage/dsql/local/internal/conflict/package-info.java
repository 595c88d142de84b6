/**
 * Optimistic concurrency control over PostgreSQL's locks: no transaction waits for another one, and the first to commit
 * wins.
 */
@NullMarked
package dev.agentstorage.dsql.local.internal.conflict;

import org.jspecify.annotations.NullMarked;
