package dev.agentstorage.dsql.local.internal.sql;

import dev.agentstorage.dsql.local.internal.sql.Statement.Kind;

/** DROP of everything. */
final class DropRules {

    private DropRules() {}

    static void read(Cursor cursor, Findings findings) {
        findings.kind = Kind.DDL;
        cursor.skip(1);
    }
}
