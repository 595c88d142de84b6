@NullMarked
package dev.agentstorage.dsql.local.internal.tls;

import org.jspecify.annotations.NullMarked;
