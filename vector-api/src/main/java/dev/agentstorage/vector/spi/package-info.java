/** What authors of vector stores and of decorators need besides the interfaces. */
@NullMarked
package dev.agentstorage.vector.spi;

import org.jspecify.annotations.NullMarked;
