@NullMarked
package dev.agentstorage.dsql.internal.score;

import org.jspecify.annotations.NullMarked;
