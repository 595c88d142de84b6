/** What a client shows to be let in: an IAM token in place of a password. */
@NullMarked
package dev.agentstorage.dsql.local.internal.auth;

import org.jspecify.annotations.NullMarked;
