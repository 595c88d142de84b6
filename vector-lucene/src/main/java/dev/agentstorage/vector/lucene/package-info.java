/** An embedded, durable vector store: vectors and texts in one Lucene index. */
@NullMarked
package dev.agentstorage.vector.lucene;

import org.jspecify.annotations.NullMarked;
