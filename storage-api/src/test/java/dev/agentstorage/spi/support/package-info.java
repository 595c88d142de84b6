/** Tests of what authors of backends use. */
@NullMarked
package dev.agentstorage.spi.support;

import org.jspecify.annotations.NullMarked;
