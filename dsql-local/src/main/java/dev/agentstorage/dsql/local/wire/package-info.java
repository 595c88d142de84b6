/** What went over the wire between clients and an endpoint, in figures. */
@NullMarked
package dev.agentstorage.dsql.local.wire;

import org.jspecify.annotations.NullMarked;
