/** The only package that executes SQL: statements, rows, transactions and retries. */
@NullMarked
package dev.agentstorage.dsql.internal.tx;

import org.jspecify.annotations.NullMarked;
