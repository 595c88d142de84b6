/** A strict stand-in for the service: its JSON, its limits, and its errors, in memory. */
@NullMarked
package dev.agentstorage.vector.s3vectors.stub;

import org.jspecify.annotations.NullMarked;
