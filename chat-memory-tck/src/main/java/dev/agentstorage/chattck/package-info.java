/**
 * Measures what a chat memory of LangChain4j or Spring AI keeps, and what an append costs. It gives properties, not a
 * verdict: the interfaces leave most of this open, so that two stores may differ and both be right.
 */
@NullMarked
package dev.agentstorage.chattck;

import org.jspecify.annotations.NullMarked;
