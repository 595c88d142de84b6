/** Shared parts of the listings of all domains: windows by key, and filters that only this side can judge. */
@NullMarked
package dev.agentstorage.dsql.internal.query;

import org.jspecify.annotations.NullMarked;
