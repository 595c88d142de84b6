/** Network traffic counters of an endpoint. */
@NullMarked
package dev.agentstorage.dsql.local.wire;

import org.jspecify.annotations.NullMarked;
