@NullMarked
package dev.agentstorage.vector.lucene;

import org.jspecify.annotations.NullMarked;
