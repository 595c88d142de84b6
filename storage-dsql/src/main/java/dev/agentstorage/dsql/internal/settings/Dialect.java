package dev.agentstorage.dsql.internal.settings;

import java.util.regex.Pattern;

/** The two kinds of server. They differ only in DDL and in the setup of connections; all other statements are the same. */
public enum Dialect {
    /** Aurora DSQL: indexes are built asynchronously, text is compared bytewise, the isolation level is fixed. */
    DSQL,
    /** PostgreSQL 15 or later: key columns use the collation "C", connections default to repeatable read. */
    POSTGRESQL;

    private static final Pattern DSQL_VERSION = Pattern.compile("PostgreSQL \\d+");

    /** Detects the dialect from {@code version()}: DSQL's text has neither a minor version nor a platform. */
    public static Dialect ofVersion(String version) {
        return DSQL_VERSION.matcher(version.strip()).matches() ? DSQL : POSTGRESQL;
    }
}
