/** The conformance kit for vector stores. */
@NullMarked
package dev.agentstorage.vector.tck;

import org.jspecify.annotations.NullMarked;
