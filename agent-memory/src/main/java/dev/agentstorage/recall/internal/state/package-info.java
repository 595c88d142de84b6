/** Working memory and titles. Not part of the API. */
@NullMarked
package dev.agentstorage.recall.internal.state;

import org.jspecify.annotations.NullMarked;
