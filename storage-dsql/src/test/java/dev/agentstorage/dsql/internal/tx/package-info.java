@NullMarked
package dev.agentstorage.dsql.internal.tx;

import org.jspecify.annotations.NullMarked;
