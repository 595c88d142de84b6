package dev.agentstorage.dsql.local.internal.sql;

import dev.agentstorage.dsql.local.internal.sql.Statement.Kind;

/** EXPLAIN, which has the effect of the statement it explains only with ANALYZE. */
final class ExplainRules {

    private ExplainRules() {}

    static void read(Cursor cursor, Findings findings) {
        cursor.skip(1);
        boolean analyze = false;
        if (cursor.at("(") && !startsQuery(cursor)) {
            int close = cursor.closing(cursor.position());
            analyze = analyzes(cursor.range(cursor.position() + 1, close));
            cursor.moveTo(close + 1);
        } else {
            analyze = cursor.acceptAny("analyze", "analyse");
            cursor.accept("verbose");
        }
        if (cursor.atEnd() || cursor.at("explain")) {
            findings.kind = Kind.READ;
            return;
        }
        Classifier.classify(cursor, findings);
        boolean effect = analyze && findings.kind == Kind.WRITE;
        boolean locks = analyze && findings.kind == Kind.LOCKING_READ;
        findings.tagTellsRows = !effect;
        if (!effect && !locks) {
            findings.kind = Kind.READ;
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
