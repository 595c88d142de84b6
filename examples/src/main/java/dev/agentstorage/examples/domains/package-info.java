/** One short program for each domain of a storage. Each is shown in docs/EXAMPLES.md as it is here. */
@NullMarked
package dev.agentstorage.examples.domains;

import org.jspecify.annotations.NullMarked;
