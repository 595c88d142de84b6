/** The index manager: indexes that an application declares, lists, describes and drops. */
@NullMarked
package dev.agentstorage.dsql.internal.index;

import org.jspecify.annotations.NullMarked;
