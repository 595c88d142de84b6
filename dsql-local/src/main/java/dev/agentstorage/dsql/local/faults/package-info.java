/**
 * Fault injection: failures of a distributed database, at a time that the test chooses.
 *
 * <p>{@link dev.agentstorage.dsql.local.faults.Faults} is the entry point.
 */
@NullMarked
package dev.agentstorage.dsql.local.faults;

import org.jspecify.annotations.NullMarked;
