/** An exact in-memory vector store: the reference implementation of the contract. */
@NullMarked
package dev.agentstorage.vector.exact;

import org.jspecify.annotations.NullMarked;
