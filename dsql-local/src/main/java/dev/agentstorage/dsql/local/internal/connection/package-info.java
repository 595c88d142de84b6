/**
 * Turns an accepted socket into an authenticated client: encryption, startup packet, connection limits, token.
 *
 * <p>{@link dev.agentstorage.dsql.local.internal.connection.ConnectionAcceptor} is the entry point.
 */
@NullMarked
package dev.agentstorage.dsql.local.internal.connection;

import org.jspecify.annotations.NullMarked;
