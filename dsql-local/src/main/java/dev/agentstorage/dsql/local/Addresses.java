package dev.agentstorage.dsql.local;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Formats addresses. */
final class Addresses {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private Addresses() {}

    /** The IPv4 loopback address, 127.0.0.1. */
    static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(LOOPBACK);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The address that a client on this machine connects to; for a wildcard address, the loopback address. */
    static String reachable(InetAddress listening) {
        if (!listening.isAnyLocalAddress()) {
            return withoutScope(listening.getHostAddress());
        }
        return listening instanceof Inet6Address ? "::1" : loopback().getHostAddress();
    }

    private static String withoutScope(String address) {
        int scope = address.indexOf('%');
        return scope < 0 ? address : address.substring(0, scope);
    }

    /** A host name or address in the form that URLs need: IPv6 addresses in brackets. */
    static String inUrl(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }
}
