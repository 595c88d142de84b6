/** The architecture rules of all modules: which module may know which, and what the sources may hold. */
@NullMarked
package dev.agentstorage.architecture;

import org.jspecify.annotations.NullMarked;
