/** Conversations: threads, their messages, and resources (the users, tenants or things that threads belong to). */
@NullMarked
package dev.agentstorage.memory;

import org.jspecify.annotations.NullMarked;
