/** The transaction of a client: its state machine, its size, and the log of its writes for a replay. */
@NullMarked
package dev.agentstorage.dsql.local.internal.transaction;

import org.jspecify.annotations.NullMarked;
