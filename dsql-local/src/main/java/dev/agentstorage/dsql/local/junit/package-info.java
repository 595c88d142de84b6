/**
 * A JUnit extension that starts an endpoint. Requires JUnit Jupiter 5.13 or later, or 6; it is not a transitive
 * dependency.
 *
 * <p>{@link dev.agentstorage.dsql.local.junit.DsqlLocalTest} is the entry point.
 */
@NullMarked
package dev.agentstorage.dsql.local.junit;

import org.jspecify.annotations.NullMarked;
