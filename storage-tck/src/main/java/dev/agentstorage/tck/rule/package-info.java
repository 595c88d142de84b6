/** How a test of the storage contract says which rule it tests, and for which backends. */
@NullMarked
package dev.agentstorage.tck.rule;

import org.jspecify.annotations.NullMarked;
