/** How messages are found, and what of them is given. Not part of the API. */
@NullMarked
package dev.agentstorage.recall.internal.search;

import org.jspecify.annotations.NullMarked;
