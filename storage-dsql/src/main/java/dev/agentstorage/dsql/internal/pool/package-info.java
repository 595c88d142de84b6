/** Connection pools and the eviction of connections. */
@NullMarked
package dev.agentstorage.dsql.internal.pool;

import org.jspecify.annotations.NullMarked;
