/** Helpers for authors of vector stores and of decorators. */
@NullMarked
package dev.agentstorage.vector.spi;

import org.jspecify.annotations.NullMarked;
