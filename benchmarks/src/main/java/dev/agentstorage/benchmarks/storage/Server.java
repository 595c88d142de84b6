package dev.agentstorage.benchmarks.storage;

/** A server that is measured on. */
public enum Server {
    /** A plain PostgreSQL, without encryption. */
    POSTGRESQL("PostgreSQL"),
    /** The local endpoint with DSQL's rules, over TLS. */
    DSQL("dsql-local");

    private final String title;

    Server(String title) {
        this.title = title;
    }

    /** For the report. */
    public String title() {
        return title;
    }
}
