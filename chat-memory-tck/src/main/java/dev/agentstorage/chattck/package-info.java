/**
 * Measures what a chat memory of LangChain4j or Spring AI keeps, and the cost of an append. The result is a list of properties, not a verdict:
 * the interfaces leave most of them open, so that two stores can differ and both be correct.
 */
@NullMarked
package dev.agentstorage.chattck;

import org.jspecify.annotations.NullMarked;
