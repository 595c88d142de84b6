/** Assembles the backend from its settings with dependency injection. */
@NullMarked
package dev.agentstorage.dsql.internal;

import org.jspecify.annotations.NullMarked;
