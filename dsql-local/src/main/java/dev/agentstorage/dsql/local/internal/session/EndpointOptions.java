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
 * The options of an endpoint, which its builder has checked.
 *
 * @param address to listen on
 * @param port to listen on, 0 for any free one
 * @param postgres the server behind the endpoint, which the endpoint does not stop
 * @param tls empty if connections are not encrypted
 * @param entrance how clients are authenticated
 * @param connections limits of connections
 * @param transactions limits of a transaction
 * @param indexBuildTime minimum duration of a job, from the commit of its transaction to its end; zero for immediately
 * @param staleCatalogs whether a change of the schema also fails the next statement of a session that was idle
 * @param faults to be injected
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
     * @param tokens what a password must be
     * @param hostNames the endpoint's names and addresses, which tokens must be for
     * @param requireSni whether clients must send SNI, the host name in the TLS ClientHello
     */
    public record Entrance(TokenMode tokens, Set<String> hostNames, boolean requireSni) {
        public Entrance {
            hostNames = Set.copyOf(hostNames);
        }
    }

    /**
     * @param open at the same time
     * @param perSecond sustained rate of new ones
     * @param burst maximum number of new ones in a burst
     * @param life maximum lifetime of one
     */
    public record ConnectionLimits(int open, int perSecond, int burst, Duration life) {}

    /**
     * @param age from its first statement to its end
     * @param rows inserted, updated and deleted
     * @param bytes of these rows
     */
    public record TransactionLimits(Duration age, int rows, long bytes) {}
}
