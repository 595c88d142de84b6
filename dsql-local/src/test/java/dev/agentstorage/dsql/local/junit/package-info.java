@NullMarked
package dev.agentstorage.dsql.local.junit;

import org.jspecify.annotations.NullMarked;
