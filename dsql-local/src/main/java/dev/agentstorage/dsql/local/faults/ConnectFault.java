package dev.agentstorage.dsql.local.faults;

/** The reason why a new connection is rejected. */
public enum ConnectFault {
    /** 53300: the cluster has too many open connections. */
    TOO_MANY_CONNECTIONS,
    /** 53400: too many connections were opened in a short time. */
    RATE_EXCEEDED,
    /** Any token is treated as expired. */
    EXPIRED_TOKEN,
    /** 57P03: the cluster was idle and must be started first. */
    WAKING_UP
}
