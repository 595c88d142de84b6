@NullMarked
package dev.agentstorage.benchmarks.budgets;

import org.jspecify.annotations.NullMarked;
