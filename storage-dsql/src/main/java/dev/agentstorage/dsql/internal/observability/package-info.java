/** Spans: statements, rows and operations. */
@NullMarked
package dev.agentstorage.dsql.internal.observability;

import org.jspecify.annotations.NullMarked;
