package dev.agentstorage.dsql.local.internal.record;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The address of a cluster, and the user that connects. Always with TLS; the certificate must be valid for the host.
 *
 * @param password a token
 * @param certificates a PEM file of the authorities to trust; empty for those of the Java installation
 */
public record Cluster(String host, int port, String user, String password, Optional<Path> certificates) {
    /** Never shows the token. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port;
    }
}
