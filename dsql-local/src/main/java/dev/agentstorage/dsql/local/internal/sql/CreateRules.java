package dev.agentstorage.dsql.local.internal.sql;

import dev.agentstorage.dsql.local.internal.sql.Statement.Kind;

/** CREATE of everything. */
final class CreateRules {

    private CreateRules() {}

    static void read(Cursor cursor, Findings findings) {
        findings.kind = Kind.DDL;
        cursor.skip(1);
        Token unique = cursor.peek(0);
        boolean isUnique = cursor.accept("unique");
        if (cursor.accept("index")) {
            IndexRules.read(cursor, isUnique ? unique : null, findings);
        }
    }
}
