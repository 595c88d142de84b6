/** The examples of {@code docs/DSQL-LOCAL.md}, which run in the build. */
@NullMarked
package dev.agentstorage.dsql.local.examples;

import org.jspecify.annotations.NullMarked;
