@NullMarked
package dev.agentstorage.value;

import org.jspecify.annotations.NullMarked;
