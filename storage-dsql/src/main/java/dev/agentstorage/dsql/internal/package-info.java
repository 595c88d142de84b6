/** Puts the backend together: settings become modules, modules become one graph of objects. */
@NullMarked
package dev.agentstorage.dsql.internal;

import org.jspecify.annotations.NullMarked;
