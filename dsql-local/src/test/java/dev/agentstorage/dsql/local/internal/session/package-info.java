@NullMarked
package dev.agentstorage.dsql.local.internal.session;

import org.jspecify.annotations.NullMarked;
