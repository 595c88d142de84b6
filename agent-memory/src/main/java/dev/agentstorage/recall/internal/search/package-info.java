/** Search for messages, and their results. Not part of the API. */
@NullMarked
package dev.agentstorage.recall.internal.search;

import org.jspecify.annotations.NullMarked;
