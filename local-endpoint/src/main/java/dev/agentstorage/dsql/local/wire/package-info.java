/**
 * The PostgreSQL wire protocol, relayed frame by frame and counted.
 *
 * <p>{@link dev.agentstorage.dsql.local.wire.CountingRelay} is the entry point.
 */
@NullMarked
package dev.agentstorage.dsql.local.wire;

import org.jspecify.annotations.NullMarked;
