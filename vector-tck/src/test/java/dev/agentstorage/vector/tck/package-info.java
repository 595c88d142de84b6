@NullMarked
package dev.agentstorage.vector.tck;

import org.jspecify.annotations.NullMarked;
