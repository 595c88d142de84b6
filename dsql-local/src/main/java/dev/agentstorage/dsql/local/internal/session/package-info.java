/**
 * The endpoint at work: one thread per client connection reads what the client says, decides, lets PostgreSQL do it, and
 * answers as the service answers.
 */
@NullMarked
package dev.agentstorage.dsql.local.internal.session;

import org.jspecify.annotations.NullMarked;
