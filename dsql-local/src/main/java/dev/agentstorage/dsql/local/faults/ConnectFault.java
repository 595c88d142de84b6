package dev.agentstorage.dsql.local.faults;

/** How a new connection is turned away. */
public enum ConnectFault {
    /** 53300: the cluster has too many open connections. */
    TOO_MANY_CONNECTIONS,
    /** 53400: too many connections were opened in a short time. */
    RATE_EXCEEDED,
    /** The token is treated as one that has expired, whatever it is. */
    EXPIRED_TOKEN,
    /** 57P03: the cluster was idle for so long that it has to be started. */
    WAKING_UP
}
