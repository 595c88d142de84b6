/**
 * Runs the probes against a cluster and records its answers.
 *
 * <p>For the command line. Not an API.
 */
@NullMarked
package dev.agentstorage.dsql.local.internal.record;

import org.jspecify.annotations.NullMarked;
