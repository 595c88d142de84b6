/** The session of a client: reads its messages, sends statements to PostgreSQL, and turns its responses into those of the service. */
@NullMarked
package dev.agentstorage.dsql.local.internal.session;

import org.jspecify.annotations.NullMarked;
