/** What an application may watch of the transactions of a storage. */
@NullMarked
package dev.agentstorage.dsql.events;

import org.jspecify.annotations.NullMarked;
