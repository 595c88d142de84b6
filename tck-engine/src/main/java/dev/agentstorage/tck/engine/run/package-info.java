/** Runs a kit: the base classes of kits and contract classes, and the JUnit extension with its time limits. */
@NullMarked
package dev.agentstorage.tck.engine.run;

import org.jspecify.annotations.NullMarked;
