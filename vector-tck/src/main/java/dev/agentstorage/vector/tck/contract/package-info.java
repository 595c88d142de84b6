/** The rules of the vector contract, as tests. */
@NullMarked
package dev.agentstorage.vector.tck.contract;

import org.jspecify.annotations.NullMarked;
