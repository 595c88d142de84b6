/** An agent with a memory. */
@NullMarked
package dev.agentstorage.examples.agent;

import org.jspecify.annotations.NullMarked;
