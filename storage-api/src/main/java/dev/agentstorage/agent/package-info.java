/** Agent definitions: one record for each agent, and numbered versions that hold its configuration. */
@NullMarked
package dev.agentstorage.agent;

import org.jspecify.annotations.NullMarked;
