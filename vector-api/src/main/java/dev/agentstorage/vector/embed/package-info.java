/** Embedders: models that turn text into vectors. */
@NullMarked
package dev.agentstorage.vector.embed;

import org.jspecify.annotations.NullMarked;
