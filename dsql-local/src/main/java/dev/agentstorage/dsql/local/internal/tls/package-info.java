/**
 * The certificate of the endpoint: made here, or the user's own, and the {@link javax.net.ssl.SSLContext} that serves it.
 */
@NullMarked
package dev.agentstorage.dsql.local.internal.tls;

import org.jspecify.annotations.NullMarked;
