package dev.agentstorage.dsql.local.internal.sql;

import dev.agentstorage.dsql.local.internal.sql.Statement.Kind;

/** ALTER of everything. */
final class AlterRules {

    private AlterRules() {}

    static void read(Cursor cursor, Findings findings) {
        findings.kind = Kind.DDL;
        cursor.skip(1);
        if (cursor.accept("table")) {
            AlterTableRules.read(cursor, findings);
        }
    }
}
