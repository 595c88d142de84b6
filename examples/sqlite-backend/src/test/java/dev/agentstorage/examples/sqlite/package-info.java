/** Tests of the backend on SQLite. */
@NullMarked
package dev.agentstorage.examples.sqlite;

import org.jspecify.annotations.NullMarked;
