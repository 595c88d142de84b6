package dev.agentstorage.dsql.local;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** How addresses are written. */
final class Addresses {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private Addresses() {}

    /** The IPv4 loopback address, on every machine the same. */
    static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(LOOPBACK);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The text of an address that reaches whoever listens there. */
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

    /** A name or address as it stands in a URL. */
    static String inUrl(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }
}
