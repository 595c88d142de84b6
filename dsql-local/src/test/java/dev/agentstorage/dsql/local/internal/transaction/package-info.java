@NullMarked
package dev.agentstorage.dsql.local.internal.transaction;

import org.jspecify.annotations.NullMarked;
