@NullMarked
package dev.agentstorage.dsql.internal.schema;

import org.jspecify.annotations.NullMarked;
