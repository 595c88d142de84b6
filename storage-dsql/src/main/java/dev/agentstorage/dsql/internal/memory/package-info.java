/** Threads, messages and resources: each table's statements beside its row mapper, and the operations over them. */
@NullMarked
package dev.agentstorage.dsql.internal.memory;

import org.jspecify.annotations.NullMarked;
