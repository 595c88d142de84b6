/** The conformance kit as a command: judges a backend by its jar. */
@NullMarked
package dev.agentstorage.tck.cli;

import org.jspecify.annotations.NullMarked;
