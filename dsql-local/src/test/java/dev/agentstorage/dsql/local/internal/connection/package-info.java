@NullMarked
package dev.agentstorage.dsql.local.internal.connection;

import org.jspecify.annotations.NullMarked;
