/** What memory gives back. */
@NullMarked
package dev.agentstorage.recall.result;

import org.jspecify.annotations.NullMarked;
