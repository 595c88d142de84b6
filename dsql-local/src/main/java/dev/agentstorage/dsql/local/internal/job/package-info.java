/** Background jobs: their execution, and their effect on open transactions. */
@NullMarked
package dev.agentstorage.dsql.local.internal.job;

import org.jspecify.annotations.NullMarked;
