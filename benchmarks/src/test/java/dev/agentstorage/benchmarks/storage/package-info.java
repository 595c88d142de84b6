@NullMarked
package dev.agentstorage.benchmarks.storage;

import org.jspecify.annotations.NullMarked;
