/** Credentials for new connections. */
@NullMarked
package dev.agentstorage.dsql.internal.auth;

import org.jspecify.annotations.NullMarked;
