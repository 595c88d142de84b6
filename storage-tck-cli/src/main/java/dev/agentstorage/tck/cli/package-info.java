/** The conformance kit as a command, which tests a backend from its jar. */
@NullMarked
package dev.agentstorage.tck.cli;

import org.jspecify.annotations.NullMarked;
