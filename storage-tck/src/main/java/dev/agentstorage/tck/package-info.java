/** The conformance kit: a backend author extends {@link dev.agentstorage.tck.StorageTck} and runs it as a JUnit test. */
@NullMarked
package dev.agentstorage.tck;

import org.jspecify.annotations.NullMarked;
