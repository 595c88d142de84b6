/** The contract: one class for each group of rules, joined by {@code StorageTck}. */
@NullMarked
package dev.agentstorage.tck.contract;

import org.jspecify.annotations.NullMarked;
