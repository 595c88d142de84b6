package dev.agentstorage.dsql.internal.settings;

import java.util.regex.Pattern;

/** The two kinds of server. They share every statement of the normal path and differ in DDL and in how a connection starts. */
public enum Dialect {
    /** Aurora DSQL: indexes are built by jobs, text compares by bytes, isolation is fixed. */
    DSQL,
    /** PostgreSQL 15 or later: key columns are given byte order, connections start at repeatable read. */
    POSTGRESQL;

    private static final Pattern DSQL_VERSION = Pattern.compile("PostgreSQL \\d+");

    /** Distinguishes the servers by {@code version()}: DSQL names neither a minor version nor a platform. */
    public static Dialect ofVersion(String version) {
        return DSQL_VERSION.matcher(version.strip()).matches() ? DSQL : POSTGRESQL;
    }
}
