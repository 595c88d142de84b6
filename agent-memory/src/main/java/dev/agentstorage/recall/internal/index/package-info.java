/** Indexing of messages, and their removal from the index. Not part of the API. */
@NullMarked
package dev.agentstorage.recall.internal.index;

import org.jspecify.annotations.NullMarked;
