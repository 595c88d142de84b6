/** Conversations: threads, messages, and resources (the users, tenants or other owners of threads). */
@NullMarked
package dev.agentstorage.memory;

import org.jspecify.annotations.NullMarked;
