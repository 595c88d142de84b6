@NullMarked
package dev.agentstorage.memory;

import org.jspecify.annotations.NullMarked;
