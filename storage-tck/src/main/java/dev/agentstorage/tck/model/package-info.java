/** Random sequences of calls, which run on the storage under test and on the reference implementation in parallel. */
@NullMarked
package dev.agentstorage.tck.model;

import org.jspecify.annotations.NullMarked;
