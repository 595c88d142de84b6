package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.wire.CountingRelay;
import dev.agentstorage.dsql.local.wire.OpenConnection;
import dev.agentstorage.dsql.local.wire.WireCounters;
import java.util.List;

/** Relays to PostgreSQL and counts. Thread-safe. */
public final class Endpoint implements AutoCloseable {
    private final CountingRelay relay;

    private Endpoint(CountingRelay relay) {
        this.relay = relay;
    }

    /**
     * Starts to listen.
     *
     * @throws java.io.UncheckedIOException if the port can't be had; its cause is a {@link java.net.BindException} then
     */
    public static Endpoint open(EndpointOptions options) {
        return new Endpoint(CountingRelay.start(
                options.postgres().host(), options.postgres().port()));
    }

    /** The TCP port it listens on. */
    public int port() {
        return relay.port();
    }

    /** The sums over all connections, closed ones too. */
    public WireCounters counters() {
        return relay.counters();
    }

    /** The connections that are open now, oldest first. */
    public List<OpenConnection> openConnections() {
        return relay.openConnections();
    }

    /** Disconnects all clients, stops listening, and waits until no thread is left. */
    @Override
    public void close() {
        relay.close();
    }
}
