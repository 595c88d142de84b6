/** Events and statistics of the transactions of a storage. */
@NullMarked
package dev.agentstorage.dsql.events;

import org.jspecify.annotations.NullMarked;
