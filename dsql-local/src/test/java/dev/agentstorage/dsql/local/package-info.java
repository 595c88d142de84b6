@NullMarked
package dev.agentstorage.dsql.local;

import org.jspecify.annotations.NullMarked;
