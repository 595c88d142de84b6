/** The faults that the author of a backend may inject behind it, so that the kit can check how the backend handles them. */
@NullMarked
package dev.agentstorage.tck.fault;

import org.jspecify.annotations.NullMarked;
