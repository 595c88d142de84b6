/** Connections to the PostgreSQL behind the endpoint, and the endpoint's own statements on them. */
@NullMarked
package dev.agentstorage.dsql.local.internal.backend;

import org.jspecify.annotations.NullMarked;
