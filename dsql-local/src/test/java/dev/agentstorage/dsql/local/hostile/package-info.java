@NullMarked
package dev.agentstorage.dsql.local.hostile;

import org.jspecify.annotations.NullMarked;
