/** Background jobs: running them, resolving their lock waits, and what they do to open transactions. */
@NullMarked
package dev.agentstorage.dsql.local.internal.job;

import org.jspecify.annotations.NullMarked;
