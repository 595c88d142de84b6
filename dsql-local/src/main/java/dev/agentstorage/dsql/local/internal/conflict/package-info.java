/**
 * Optimistic concurrency control on top of PostgreSQL's locks: no transaction waits for another one, and the first
 * committer wins.
 */
@NullMarked
package dev.agentstorage.dsql.local.internal.conflict;

import org.jspecify.annotations.NullMarked;
