@NullMarked
package dev.agentstorage.dsql.internal.memory;

import org.jspecify.annotations.NullMarked;
