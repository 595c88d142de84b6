@NullMarked
package dev.agentstorage.dsql.local.faults;

import org.jspecify.annotations.NullMarked;
