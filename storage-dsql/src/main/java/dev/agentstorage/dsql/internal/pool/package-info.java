/** Where connections come from, and when a connection is thrown away. */
@NullMarked
package dev.agentstorage.dsql.internal.pool;

import org.jspecify.annotations.NullMarked;
