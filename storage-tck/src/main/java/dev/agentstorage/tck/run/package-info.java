/** How a kit runs: the base of kits and of contract classes, the storage under test, and the JUnit extension. */
@NullMarked
package dev.agentstorage.tck.run;

import org.jspecify.annotations.NullMarked;
