/** Tests of the measurement itself. */
@NullMarked
package dev.agentstorage.benchmarks.recall;

import org.jspecify.annotations.NullMarked;
