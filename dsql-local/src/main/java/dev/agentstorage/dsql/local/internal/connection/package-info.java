/**
 * From an accepted socket to an authenticated client: encryption, startup packet, limits of connections, token.
 *
 * <p>{@link dev.agentstorage.dsql.local.internal.connection.ConnectionAcceptor} is the entry point.
 */
@NullMarked
package dev.agentstorage.dsql.local.internal.connection;

import org.jspecify.annotations.NullMarked;
