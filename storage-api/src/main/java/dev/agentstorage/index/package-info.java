/** Indexes of a backend's tables: declared, listed, described and dropped. They change the speed of queries, never the results. */
@NullMarked
package dev.agentstorage.index;

import org.jspecify.annotations.NullMarked;
