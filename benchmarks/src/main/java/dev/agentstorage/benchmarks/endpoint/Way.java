package dev.agentstorage.benchmarks.endpoint;

/** The way the statements take to PostgreSQL. */
public enum Way {
    /** Straight to PostgreSQL, without encryption. */
    DIRECT("direct"),
    /** Through the endpoint, over TLS. */
    ENDPOINT("endpoint");

    private final String title;

    Way(String title) {
        this.title = title;
    }

    /** For the report. */
    public String title() {
        return title;
    }

    /** The system property with the JDBC URL. */
    String property() {
        return "benchmarks.url." + title;
    }
}
