/** A transaction of a client as a state machine, with what it has changed and what is needed to replay it. */
@NullMarked
package dev.agentstorage.dsql.local.internal.transaction;

import org.jspecify.annotations.NullMarked;
