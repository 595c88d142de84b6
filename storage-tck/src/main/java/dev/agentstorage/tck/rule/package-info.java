/** Annotations that assign tests to rules of the storage contract and to backends. */
@NullMarked
package dev.agentstorage.tck.rule;

import org.jspecify.annotations.NullMarked;
