package dev.agentstorage.dsql.local.internal.sql;

import dev.agentstorage.dsql.local.internal.sql.Statement.Kind;
import java.util.Optional;

/** ALTER TABLE: which of its actions there are. */
final class AlterTableRules {

    private AlterTableRules() {}

    /** Reads what follows ALTER TABLE. */
    static void read(Cursor cursor, Findings findings) {
        if (cursor.at("async") && validation(cursor, findings)) {
            return;
        }
    }

    /** Reads ASYNC table VALIDATE CONSTRAINT name; false if this is another statement about a table called async. */
    private static boolean validation(Cursor cursor, Findings findings) {
        Cursor ahead = cursor.copy();
        Token async = cursor.token(cursor.position());
        ahead.skip(1);
        ahead.accept("if", "exists");
        ahead.accept("only");
        int from = ahead.position();
        Optional<TableName> table = ahead.acceptTableName();
        int to = ahead.position();
        ahead.accept("*");
        if (table.isEmpty() || !ahead.accept("validate", "constraint")) {
            return false;
        }
        Optional<String> constraint = ahead.acceptName();
        if (constraint.isEmpty() || !ahead.atEnd()) {
            return false;
        }
        findings.kind = Kind.ASYNC_VALIDATE;
        findings.blank(async);
        findings.asyncValidation = new AsyncValidation(table.get(), ahead.text(from, to), constraint.get());
        return true;
    }
}
