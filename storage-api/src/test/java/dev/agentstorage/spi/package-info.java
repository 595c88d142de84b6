@NullMarked
package dev.agentstorage.spi;

import org.jspecify.annotations.NullMarked;
