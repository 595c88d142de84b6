/** Shared parts of the listings of all domains: keyset pagination, and filters that the client evaluates. */
@NullMarked
package dev.agentstorage.dsql.internal.query;

import org.jspecify.annotations.NullMarked;
