/** Listens for clients and serves each of them on a thread of its own. */
@NullMarked
package dev.agentstorage.dsql.local.internal.endpoint;

import org.jspecify.annotations.NullMarked;
