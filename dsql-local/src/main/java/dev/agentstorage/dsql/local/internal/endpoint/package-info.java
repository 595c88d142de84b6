/** Listens for clients and serves each of them on a separate thread. */
@NullMarked
package dev.agentstorage.dsql.local.internal.endpoint;

import org.jspecify.annotations.NullMarked;
