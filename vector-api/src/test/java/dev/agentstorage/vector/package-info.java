@NullMarked
package dev.agentstorage.vector;

import org.jspecify.annotations.NullMarked;
