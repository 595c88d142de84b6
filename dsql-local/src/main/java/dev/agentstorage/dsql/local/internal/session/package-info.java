/**
 * Client sessions: read messages, send statements to PostgreSQL, and translate its responses into those of the service.
 */
@NullMarked
package dev.agentstorage.dsql.local.internal.session;

import org.jspecify.annotations.NullMarked;
