/** What the author of a backend may let go wrong behind it, so that the kit can see what the backend makes of it. */
@NullMarked
package dev.agentstorage.tck.fault;

import org.jspecify.annotations.NullMarked;
