/**
 * An endpoint for JUnit tests. Needs JUnit Jupiter 5.13 or later, or 6, which this module does not bring along.
 *
 * <p>{@link dev.agentstorage.dsql.local.junit.DsqlLocalTest} is the entry point.
 */
@NullMarked
package dev.agentstorage.dsql.local.junit;

import org.jspecify.annotations.NullMarked;
