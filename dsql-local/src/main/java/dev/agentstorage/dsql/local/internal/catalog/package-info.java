/**
 * Functions, views and triggers in the PostgreSQL behind the endpoint, which make PostgreSQL itself answer as the service
 * does: definitions, types, sizes, system tables. {@link dev.agentstorage.dsql.local.internal.catalog.ServerSetup} installs
 * them.
 */
@NullMarked
package dev.agentstorage.dsql.local.internal.catalog;

import org.jspecify.annotations.NullMarked;
