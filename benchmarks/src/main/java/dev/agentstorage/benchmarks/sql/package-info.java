/** Watches what a backend sends to its database. */
@NullMarked
package dev.agentstorage.benchmarks.sql;

import org.jspecify.annotations.NullMarked;
