/** The quickstart: real agent trajectories in a real storage, and back. */
@NullMarked
package dev.agentstorage.examples.quickstart;

import org.jspecify.annotations.NullMarked;
