/** A vector store in memory that compares a query with every vector: the reference of what each rule means. */
@NullMarked
package dev.agentstorage.vector.exact;

import org.jspecify.annotations.NullMarked;
