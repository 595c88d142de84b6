/** A run over a storage: the base of its kits and contract classes, and the storage under test. */
@NullMarked
package dev.agentstorage.tck.run;

import org.jspecify.annotations.NullMarked;
