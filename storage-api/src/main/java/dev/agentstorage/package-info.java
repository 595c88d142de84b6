/** Storage for the state of AI agents: open a {@code Storage} with {@code Storages}. */
@NullMarked
package dev.agentstorage;

import org.jspecify.annotations.NullMarked;
