/** How strictly an endpoint looks at those who want in. */
@NullMarked
package dev.agentstorage.dsql.local.auth;

import org.jspecify.annotations.NullMarked;
