/** The table definitions, and the steps that create and upgrade the schema. */
@NullMarked
package dev.agentstorage.dsql.internal.schema;

import org.jspecify.annotations.NullMarked;
