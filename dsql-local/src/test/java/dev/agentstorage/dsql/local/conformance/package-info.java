@NullMarked
package dev.agentstorage.dsql.local.conformance;

import org.jspecify.annotations.NullMarked;
