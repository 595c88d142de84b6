/** How a kit runs: the base of kits and of contract classes, and the JUnit extension with its limits of time. */
@NullMarked
package dev.agentstorage.tck.engine.run;

import org.jspecify.annotations.NullMarked;
