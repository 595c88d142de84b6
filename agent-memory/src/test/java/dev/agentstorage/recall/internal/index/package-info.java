@NullMarked
package dev.agentstorage.recall.internal.index;

import org.jspecify.annotations.NullMarked;
