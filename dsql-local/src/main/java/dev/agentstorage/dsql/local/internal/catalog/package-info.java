/**
 * Functions, views and triggers that make the PostgreSQL behind the endpoint behave as the service: definitions, types,
 * sizes, system tables. {@link dev.agentstorage.dsql.local.internal.catalog.ServerSetup} installs them.
 */
@NullMarked
package dev.agentstorage.dsql.local.internal.catalog;

import org.jspecify.annotations.NullMarked;
