/** The one place that runs SQL: statements, rows, transactions, and what is retried. */
@NullMarked
package dev.agentstorage.dsql.internal.tx;

import org.jspecify.annotations.NullMarked;
