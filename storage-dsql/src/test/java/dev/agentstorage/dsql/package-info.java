@NullMarked
package dev.agentstorage.dsql;

import org.jspecify.annotations.NullMarked;
