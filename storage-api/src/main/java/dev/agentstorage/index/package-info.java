/** Indexes of a backend's tables: declared, listed, described and dropped. They change how fast a backend answers, never what. */
@NullMarked
package dev.agentstorage.index;

import org.jspecify.annotations.NullMarked;
