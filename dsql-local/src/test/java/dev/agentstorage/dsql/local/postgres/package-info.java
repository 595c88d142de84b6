@NullMarked
package dev.agentstorage.dsql.local.postgres;

import org.jspecify.annotations.NullMarked;
