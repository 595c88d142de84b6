/** Random sequences of calls, run on the storage under test and on the reference implementation side by side. */
@NullMarked
package dev.agentstorage.tck.model;

import org.jspecify.annotations.NullMarked;
