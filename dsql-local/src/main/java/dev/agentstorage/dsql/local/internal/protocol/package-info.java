/** Messages of the PostgreSQL protocol, version 3: reading, building, errors. */
@NullMarked
package dev.agentstorage.dsql.local.internal.protocol;

import org.jspecify.annotations.NullMarked;
