@NullMarked
package dev.agentstorage.dsql.local.internal.door;

import org.jspecify.annotations.NullMarked;
