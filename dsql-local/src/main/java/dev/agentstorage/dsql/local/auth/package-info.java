/** Authentication of clients. */
@NullMarked
package dev.agentstorage.dsql.local.auth;

import org.jspecify.annotations.NullMarked;
