/** The endpoint as a command. */
@NullMarked
package dev.agentstorage.dsql.local.cli;

import org.jspecify.annotations.NullMarked;
