/** Memory for agents: {@link dev.agentstorage.recall.Memory} over a storage and a vector store. */
@NullMarked
package dev.agentstorage.recall;

import org.jspecify.annotations.NullMarked;
