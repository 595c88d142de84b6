/** Tests of the measurements themselves. */
@NullMarked
package dev.agentstorage.benchmarks.endpoint;

import org.jspecify.annotations.NullMarked;
