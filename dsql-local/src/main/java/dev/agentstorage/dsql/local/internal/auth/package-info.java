/** Checks of IAM tokens, which clients send in place of a password. */
@NullMarked
package dev.agentstorage.dsql.local.internal.auth;

import org.jspecify.annotations.NullMarked;
