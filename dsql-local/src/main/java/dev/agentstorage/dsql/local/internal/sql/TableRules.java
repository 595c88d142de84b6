package dev.agentstorage.dsql.local.internal.sql;

/** CREATE TABLE. */
final class TableRules {
    private static final String NOT_FOR_TABLES = " not supported for CREATE TABLE";

    private TableRules() {}

    /**
     * Reads the tokens after TABLE.
     *
     * @param persistence the words before TABLE, such as TEMPORARY or UNLOGGED; empty if there are none
     */
    static void read(Cursor cursor, String persistence, Findings findings) {
        cursor.accept("if", "not", "exists");
        cursor.acceptTableName();
        if (isFilledByQuery(cursor.copy())) {
            findings.refuse(Findings.unsupportedStatement("CreateTableAs"));
        } else if (!persistence.isEmpty()) {
            findings.refuse(persistence + " table" + NOT_FOR_TABLES);
        } else if (cursor.at("partition", "of")) {
            refuseClause("PARTITION OF", findings);
        } else if (cursor.at("of")) {
            refuseClause("OF", findings);
        } else if (cursor.at("(")) {
            int close = cursor.closing(cursor.position());
            elements(cursor.range(cursor.position() + 1, close), findings);
            cursor.moveTo(close + 1);
            clauses(cursor, findings);
        }
    }

    private static boolean isFilledByQuery(Cursor cursor) {
        if (cursor.at("partition") || cursor.at("of")) {
            return false;
        }
        cursor.acceptParentheses();
        return cursor.skipTo("as");
    }

    private static void clauses(Cursor cursor, Findings findings) {
        while (!cursor.atEnd()) {
            if (cursor.at("inherits")) {
                refuseClause("INHERITS", findings);
            } else if (cursor.at("partition", "by")) {
                refuseClause("PARTITION BY", findings);
            } else if (cursor.at("using")) {
                refuseClause("USING", findings);
            } else if (cursor.at("with")) {
                refuseClause("WITH", findings);
            } else if (cursor.at("on", "commit")) {
                refuseClause("ON COMMIT", findings);
            } else if (cursor.at("tablespace")) {
                refuseClause("TABLESPACE", findings);
            }
            cursor.skipOne();
        }
    }

    private static void refuseClause(String clause, Findings findings) {
        findings.refuse(clause + " clause" + NOT_FOR_TABLES);
    }

    private static void elements(Cursor elements, Findings findings) {
        for (Cursor element : elements.elements()) {
            if (element.at("like")) {
                continue;
            }
            if (ConstraintRules.atTableConstraint(element)) {
                ConstraintRules.inCreateTable(element, findings);
            } else {
                ColumnRules.inCreateTable(element, findings);
            }
        }
    }
}
