/** Results of memory. */
@NullMarked
package dev.agentstorage.recall.result;

import org.jspecify.annotations.NullMarked;
