/** Tests of the measurements themselves. */
@NullMarked
package dev.agentstorage.benchmarks.vectors;

import org.jspecify.annotations.NullMarked;
