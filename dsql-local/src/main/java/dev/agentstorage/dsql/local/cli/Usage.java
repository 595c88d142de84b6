package dev.agentstorage.dsql.local.cli;

import java.util.Set;

/** What {@code --help} says. */
final class Usage {
    /** Options without a value. */
    static final Set<String> FLAGS = Set.of("--no-tls", "--require-sni", "--stale-catalogs", "--help", "--version");

    static final String TEXT = """
            Usage: dsql-local [OPTION]...
            Answers PostgreSQL clients as Aurora DSQL answers them, until it is interrupted.
            Prints how to connect, then one line "ready port=N".

              --port N                 listen on this port (default: any free one)
              --address ADDRESS        listen on this address (default: 127.0.0.1)
              --data DIRECTORY         keep data and certificate here (default: nothing is kept)
              --no-tls                 let clients connect without encryption
              --certificate FILE       PEM of the certificate to show (default: one is made)
              --key FILE               PEM of its private key
              --token any|shape|off    what a password must be: any text, a presigned URL for this
                                       endpoint, or nothing at all (default: any)
              --host NAME              a further name of this endpoint, for certificate and tokens
              --require-sni            turn away clients whose TLS hello names no host
              --postgres URL           use this PostgreSQL: a JDBC URL with a superuser, or
                                       container, or container:IMAGE (default: an embedded one)
              --max-connections N      open at once (default: 10000)
              --connection-rate N      new ones per second, with --connection-burst (default: 100)
              --connection-burst N     new ones at once, with --connection-rate (default: 1000)
              --connection-life TIME   until a connection is closed (default: 60min)
              --transaction-age TIME   until a transaction fails (default: 300s)
              --transaction-rows N     that a transaction may change (default: 3000)
              --transaction-bytes N    that a transaction may write (default: 10485760)
              --index-build-time TIME  that an asynchronous job takes at least (default: 100ms)
              --stale-catalogs         a changed schema also fails the next statement of idle sessions
              --fault RULE             something that goes wrong on purpose, such as "occ on commit 3"
                                       or "latency 5ms"; may be repeated
              --help                   show this
              --version                show the version

            TIME is a number with us, ms, s, min or h.
            Ends with status 130 after SIGINT (Ctrl-C), 143 after SIGTERM, 2 if an option is wrong or
            the port is taken, 1 if it can't start for another reason.
            """;

    private Usage() {}
}
