@NullMarked
package dev.agentstorage.dsql.internal.workflow;

import org.jspecify.annotations.NullMarked;
