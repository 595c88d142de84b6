/** How values are written in options and fault rules. */
@NullMarked
package dev.agentstorage.dsql.local.internal.text;

import org.jspecify.annotations.NullMarked;
