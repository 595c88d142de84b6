@NullMarked
package dev.agentstorage.dsql.internal.agent;

import org.jspecify.annotations.NullMarked;
