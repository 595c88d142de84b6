/** How messages come into the index, and leave it. Not part of the API. */
@NullMarked
package dev.agentstorage.recall.internal.index;

import org.jspecify.annotations.NullMarked;
