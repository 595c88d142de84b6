/** Annotations that assign tests to rules of the vector contract and to stores. */
@NullMarked
package dev.agentstorage.vector.tck.rule;

import org.jspecify.annotations.NullMarked;
