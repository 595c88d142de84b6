package dev.agentstorage.dsql.local.internal.sql;

import java.util.Map;

/** Statements that are classified by their first word only. */
final class UtilityRules {
    private static final Map<String, String> UNSUPPORTED = Map.ofEntries(
            Map.entry("truncate", "Truncate"),
            Map.entry("listen", "Listen"),
            Map.entry("notify", "Notify"),
            Map.entry("unlisten", "Unlisten"),
            Map.entry("lock", "Lock"),
            Map.entry("discard", "Discard"),
            Map.entry("execute", "Execute"),
            Map.entry("declare", "DeclareCursor"),
            Map.entry("fetch", "Fetch"),
            Map.entry("move", "Fetch"),
            Map.entry("do", "Do"),
            Map.entry("cluster", "Cluster"),
            Map.entry("reindex", "Reindex"),
            Map.entry("refresh", "RefreshMatView"),
            Map.entry("checkpoint", "CheckPoint"),
            Map.entry("load", "Load"),
            Map.entry("security", "SecLabel"),
            Map.entry("import", "ImportForeignSchema"),
            Map.entry("reassign", "ReassignOwned"));

    private UtilityRules() {}

    static void read(String first, Cursor cursor, Findings findings) {
        String node = UNSUPPORTED.get(first);
        if (node != null) {
            findings.refuse(Findings.unsupportedStatement(node));
            return;
        }
        switch (first) {
            case "vacuum" -> findings.refuse("unsupported VACUUM statement");
            case "grant", "revoke", "comment" -> findings.kind = StatementKind.DDL;
            case "show" -> findings.kind = StatementKind.READ;
            case "deallocate" -> deallocate(cursor, findings);
            case "call" -> {
                findings.kind = StatementKind.CALL;
                ClauseScan.run(cursor, findings);
            }
            default -> {
                // ANALYZE, CLOSE, or not a statement: PostgreSQL's answer is correct.
            }
        }
    }

    /** Accepts only ALL, and not in a function, where PostgreSQL would also drop the endpoint's own statements. */
    private static void deallocate(Cursor cursor, Findings findings) {
        cursor.skip(1);
        cursor.accept("prepare");
        if (cursor.accept("all") && cursor.atEnd() && !findings.inBody) {
            findings.kind = StatementKind.DEALLOCATE_ALL;
        } else {
            findings.refuse(Findings.unsupportedStatement("Deallocate"));
        }
    }
}
