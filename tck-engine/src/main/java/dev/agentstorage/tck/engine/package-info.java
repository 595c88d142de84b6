/** The engine of compatibility kits: {@code rule} says what a rule is, {@code report} what a run found, {@code run} runs a kit. */
@NullMarked
package dev.agentstorage.tck.engine;

import org.jspecify.annotations.NullMarked;
