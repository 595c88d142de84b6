/** Tables as data, and the steps that create and upgrade them. */
@NullMarked
package dev.agentstorage.dsql.internal.schema;

import org.jspecify.annotations.NullMarked;
