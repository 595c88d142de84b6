package dev.agentstorage.dsql.internal.tx;

import java.util.List;

/** How the server runs a statement. */
public final class Plans {
    private Plans() {}

    /** Runs the statement and returns its plan with the rows that each node gave. */
    public static String analyze(Transactions transactions, Sql sql) {
        Sql explained = Sql.of("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) " + sql.text());
        explained.bind(sql.values().toArray());
        List<String> lines = transactions.read(session -> session.query(explained, row -> row.text("QUERY PLAN")));
        return String.join("\n", lines);
    }
}
