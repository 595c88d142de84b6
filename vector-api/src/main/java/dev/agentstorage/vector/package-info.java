/** Vector stores: indexes, records, queries and filters, and how a store is found. */
@NullMarked
package dev.agentstorage.vector;

import org.jspecify.annotations.NullMarked;
