@NullMarked
package dev.agentstorage.dsql.internal.query;

import org.jspecify.annotations.NullMarked;
