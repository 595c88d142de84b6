package dev.agentstorage.dsql.local.internal.sql;

/** EXPLAIN. Only EXPLAIN ANALYZE executes the explained statement. */
final class ExplainRules {

    private ExplainRules() {}

    /**
     * Moves the cursor to the explained statement.
     *
     * @return whether the statement is executed
     */
    static boolean readOptions(Cursor cursor) {
        cursor.skip(1);
        if (cursor.at("(") && !startsQuery(cursor)) {
            int close = cursor.closing(cursor.position());
            boolean analyze = analyzes(cursor.range(cursor.position() + 1, close));
            cursor.moveTo(close + 1);
            return analyze;
        }
        boolean analyze = cursor.acceptAny("analyze", "analyse");
        cursor.accept("verbose");
        return analyze;
    }

    /** Adjusts the findings about the explained statement. */
    static void apply(boolean analyze, Findings findings) {
        boolean effect = analyze && findings.kind == StatementKind.WRITE;
        boolean locks = analyze && findings.kind == StatementKind.LOCKING_READ;
        findings.tagTellsRows = !effect;
        if (!effect && !locks) {
            findings.kind = StatementKind.READ;
            findings.forgetEffects();
        }
    }

    private static boolean startsQuery(Cursor cursor) {
        int ahead = 0;
        while (cursor.isAt(ahead, "(")) {
            ahead++;
        }
        return cursor.isAt(ahead, "select")
                || cursor.isAt(ahead, "values")
                || cursor.isAt(ahead, "with")
                || cursor.isAt(ahead, "table");
    }

    private static boolean analyzes(Cursor options) {
        boolean analyze = false;
        do {
            if (options.acceptAny("analyze", "analyse")) {
                Token value = options.peek(0);
                analyze = value == null || !isFalse(value.value());
            }
        } while (options.skipTo(",") && options.accept(","));
        return analyze;
    }

    private static boolean isFalse(String value) {
        return value.equalsIgnoreCase("false") || value.equalsIgnoreCase("off") || value.equals("0");
    }
}
