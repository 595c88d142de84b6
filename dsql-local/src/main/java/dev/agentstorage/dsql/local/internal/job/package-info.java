/** What background jobs do to open transactions. */
@NullMarked
package dev.agentstorage.dsql.local.internal.job;

import org.jspecify.annotations.NullMarked;
