/**
 * Asks a cluster what the probes ask, and writes down what it answers.
 *
 * <p>For the command line. Not an API.
 */
@NullMarked
package dev.agentstorage.dsql.local.internal.record;

import org.jspecify.annotations.NullMarked;
