package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.faults.ConnectFault;
import dev.agentstorage.dsql.local.internal.backend.BackendConnection;
import dev.agentstorage.dsql.local.internal.backend.SessionStartup;
import dev.agentstorage.dsql.local.internal.backend.StartupRefusedException;
import dev.agentstorage.dsql.local.internal.connection.AuthenticatedClient;
import dev.agentstorage.dsql.local.internal.protocol.MessageTooLongException;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.wire.WireCounters;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection, from startup to close. {@link #run()} must be called by one thread; all other methods are
 * thread-safe.
 */
public final class Session {
    private final AuthenticatedClient client;
    private final EndpointState endpoint;
    private final Traffic traffic;
    private volatile @Nullable BackendConnection backend;
    private volatile boolean closed;

    public Session(AuthenticatedClient client, EndpointState endpoint, Traffic traffic) {
        this.client = client;
        this.endpoint = endpoint;
        this.traffic = traffic;
    }

    public WireCounters counters() {
        return traffic.snapshot();
    }

    /** Serves the client until either side ends the connection. */
    public void run() {
        try {
            if (!isRefusedByFault()) {
                traffic.connected();
                SessionStartup.Started started = endpoint.startup().start(client.user(), client.parameters());
                backend = started.backend();
                if (!closed) {
                    new Conversation(client, endpoint, traffic, started.backend(), () -> closed)
                            .run(started.parameters());
                }
            }
        } catch (StartupRefusedException refused) {
            client.refuse(refused.error());
        } catch (ProtocolException invalid) {
            client.refuse(PgError.fatal("08P01", "invalid message: " + invalid.getMessage()));
        } catch (SocketTimeoutException tooOld) {
            client.refuse(PgError.fatal("57P01", "terminating connection: maximum connection lifetime exceeded"));
        } catch (MessageTooLongException tooLong) {
            // The service closes the connection without a message.
        } catch (IOException disconnected) {
            // The client is gone, so no error can be sent.
        } finally {
            close();
        }
    }

    private boolean isRefusedByFault() {
        Optional<ConnectFault> fault = endpoint.faults().onConnect();
        if (fault.isEmpty()) {
            return false;
        }
        switch (fault.get()) {
            case TOO_MANY_CONNECTIONS -> client.refuseAsTooMany();
            case RATE_EXCEEDED -> client.refuseAsTooFast();
            case EXPIRED_TOKEN -> client.refuseAsExpired();
            case WAKING_UP -> client.refuseAsWakingUp();
        }
        return true;
    }

    /** Disconnects the client. */
    public void close() {
        closed = true;
        client.close();
        BackendConnection open = backend;
        if (open != null) {
            open.close();
        }
    }
}
