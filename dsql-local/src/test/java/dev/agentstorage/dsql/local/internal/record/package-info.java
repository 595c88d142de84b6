@NullMarked
package dev.agentstorage.dsql.local.internal.record;

import org.jspecify.annotations.NullMarked;
