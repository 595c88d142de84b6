package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.auth.TokenMode;
import dev.agentstorage.dsql.local.faults.Faults;
import dev.agentstorage.dsql.local.internal.backend.PostgresAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * The options of an endpoint, validated by its builder.
 *
 * @param address to listen on
 * @param port to listen on, 0 for any free one
 * @param postgres the server behind the endpoint; the endpoint does not stop it
 * @param tls empty if connections are not encrypted
 * @param entrance how clients are authenticated
 * @param connections limits of connections
 * @param transactions limits of a transaction
 * @param indexBuildTime minimum duration of a job from the commit of its transaction; zero for no delay
 * @param staleCatalogs whether a schema change also fails the next statement of an idle session
 * @param faults the faults to inject
 */
public record EndpointOptions(
        InetAddress address,
        int port,
        PostgresAddress postgres,
        Optional<SSLContext> tls,
        Entrance entrance,
        ConnectionLimits connections,
        TransactionLimits transactions,
        Duration indexBuildTime,
        boolean staleCatalogs,
        Faults faults) {

    /**
     * @param tokens how passwords are checked
     * @param hostNames the endpoint's names and addresses; a token must be for one of them
     * @param requireSni whether clients must send SNI, the host name in the TLS ClientHello
     */
    public record Entrance(TokenMode tokens, Set<String> hostNames, boolean requireSni) {
        public Entrance {
            hostNames = Set.copyOf(hostNames);
        }
    }

    /**
     * @param open maximum number of open connections
     * @param perSecond sustained rate of new connections
     * @param burst maximum number of new connections in a burst
     * @param life maximum lifetime of a connection
     */
    public record ConnectionLimits(int open, int perSecond, int burst, Duration life) {}

    /**
     * @param age maximum duration, from the first statement to the end
     * @param rows maximum number of inserted, updated and deleted rows
     * @param bytes maximum size of these rows
     */
    public record TransactionLimits(Duration age, int rows, long bytes) {}
}
