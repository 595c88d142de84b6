@NullMarked
package dev.agentstorage.benchmarks.sql;

import org.jspecify.annotations.NullMarked;
