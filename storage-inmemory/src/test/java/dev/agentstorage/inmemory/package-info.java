/** Tests of the reference implementation. */
@NullMarked
package dev.agentstorage.inmemory;

import org.jspecify.annotations.NullMarked;
