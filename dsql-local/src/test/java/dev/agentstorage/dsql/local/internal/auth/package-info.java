@NullMarked
package dev.agentstorage.dsql.local.internal.auth;

import org.jspecify.annotations.NullMarked;
