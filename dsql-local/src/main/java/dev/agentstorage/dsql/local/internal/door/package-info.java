/**
 * From an accepted socket to a client that has introduced itself: encryption, startup packet, limits of connections,
 * password.
 *
 * <p>{@link dev.agentstorage.dsql.local.internal.door.Door} is the entry point.
 */
@NullMarked
package dev.agentstorage.dsql.local.internal.door;

import org.jspecify.annotations.NullMarked;
