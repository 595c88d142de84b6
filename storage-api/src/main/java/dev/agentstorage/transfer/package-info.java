/** Everything that a storage holds as text, and back: to move to another backend, to keep a copy, to answer a request for data. */
@NullMarked
package dev.agentstorage.transfer;

import org.jspecify.annotations.NullMarked;
