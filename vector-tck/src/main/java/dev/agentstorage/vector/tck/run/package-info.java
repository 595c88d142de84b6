/** A run over a vector store: the base of its kit and contract classes, and the store under test. */
@NullMarked
package dev.agentstorage.vector.tck.run;

import org.jspecify.annotations.NullMarked;
