/** What PostgreSQL answers once it is prepared, without an endpoint in front of it. */
@NullMarked
package dev.agentstorage.dsql.local.internal.catalog;

import org.jspecify.annotations.NullMarked;
