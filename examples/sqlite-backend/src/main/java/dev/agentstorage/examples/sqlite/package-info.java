/** A backend on SQLite, the example of {@code docs/WRITING-A-BACKEND.md}. */
@NullMarked
package dev.agentstorage.examples.sqlite;

import org.jspecify.annotations.NullMarked;
