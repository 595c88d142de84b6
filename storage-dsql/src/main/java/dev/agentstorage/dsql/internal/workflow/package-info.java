/** The workflow domain in SQL: runs, and the chunks of their large snapshots. */
@NullMarked
package dev.agentstorage.dsql.internal.workflow;

import org.jspecify.annotations.NullMarked;
