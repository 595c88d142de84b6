/** Providers that wrap the one under test and change one thing of it. */
@NullMarked
package dev.agentstorage.tck.provider;

import org.jspecify.annotations.NullMarked;
