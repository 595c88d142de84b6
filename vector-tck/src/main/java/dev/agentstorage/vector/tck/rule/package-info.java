/** How a test of the vector contract says which rule it tests, and for which stores. */
@NullMarked
package dev.agentstorage.vector.tck.rule;

import org.jspecify.annotations.NullMarked;
