package dev.agentstorage.dsql.local.internal.sql;

/** COPY, but not from or to files and programs of the server. */
final class CopyRules {

    private CopyRules() {}

    static void read(Cursor cursor, Findings findings) {
        cursor.skip(1);
        findings.kind = StatementKind.COPY_OUT;
        if (cursor.at("(")) {
            query(cursor, findings);
        } else {
            cursor.accept("binary");
            table(cursor, findings);
        }
        if (cursor.accept("from")) {
            place(cursor, "FROM", findings);
        } else if (cursor.accept("to")) {
            place(cursor, "TO", findings);
        }
    }

    private static void query(Cursor cursor, Findings findings) {
        int close = cursor.closing(cursor.position());
        Queries.read(cursor.range(cursor.position() + 1, close), findings);
        if (findings.kind == StatementKind.WRITE) {
            findings.refuse("COPY of a query that changes rows not supported");
        }
        findings.kind = StatementKind.COPY_OUT;
        cursor.moveTo(close + 1);
    }

    private static void table(Cursor cursor, Findings findings) {
        var table = cursor.acceptTableName();
        cursor.acceptParentheses();
        if (table.isPresent() && cursor.at("from")) {
            findings.kind = StatementKind.COPY_IN;
            findings.rowsAtMost = Long.MAX_VALUE;
            findings.write(table.get());
        }
    }

    private static void place(Cursor cursor, String direction, Findings findings) {
        Token place = cursor.peek(0);
        if (place != null && place.is("program")) {
            findings.refuse("COPY " + direction + " PROGRAM not supported");
        } else if (place != null && place.kind() == Token.Kind.STRING) {
            findings.refuse("COPY " + direction + " file not supported");
        }
    }
}
