/** Tables as data, and the steps that bring a database up to them. */
@NullMarked
package dev.agentstorage.dsql.internal.schema;

import org.jspecify.annotations.NullMarked;
