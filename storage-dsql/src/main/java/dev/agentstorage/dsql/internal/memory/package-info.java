/** Threads, messages and resources: of each the operations, the statements, and the columns with what they hold. */
@NullMarked
package dev.agentstorage.dsql.internal.memory;

import org.jspecify.annotations.NullMarked;
