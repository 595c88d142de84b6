/** The index manager: creates, lists, describes and drops indexes of the application. */
@NullMarked
package dev.agentstorage.dsql.internal.index;

import org.jspecify.annotations.NullMarked;
