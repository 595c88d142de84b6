package dev.agentstorage.dsql.local.internal.sql;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Finds out which rows a SELECT with a locking clause locks. */
final class RowLocks {
    private static final String[] AFTER_FROM = {
        "where", "group", "having", "window", "union", "intersect", "except", "order", "limit", "offset", "fetch", "for"
    };
    private static final String[] AFTER_WHERE = {
        "group", "having", "window", "union", "intersect", "except", "order", "limit", "offset", "fetch", "for"
    };

    private RowLocks() {}

    /** What the statement at the cursor locks, given that it has a locking clause somewhere. */
    static RowLock read(Cursor cursor, RowLock.Strength strength) {
        boolean plain = cursor.accept("select");
        plain &= cursor.skipTo("from");
        if (!plain) {
            return unknown(strength, firstTable(cursor));
        }
        cursor.skip(1);
        int tableFrom = cursor.position();
        cursor.skipTo(AFTER_FROM);
        Cursor from = cursor.range(tableFrom, cursor.position());
        from.accept("only");
        Optional<TableName> table = from.acceptTableName();
        if (table.isEmpty()) {
            return unknown(strength, firstTable(from));
        }
        from.accept("*");
        from.accept("as");
        String alias = from.acceptName().orElse(table.get().name());
        boolean single = from.atEnd();
        String tableText = cursor.text(tableFrom, cursor.position());
        String whereText = "";
        Set<String> equal = Set.of();
        if (cursor.accept("where")) {
            int whereFrom = cursor.position();
            cursor.skipTo(AFTER_WHERE);
            whereText = cursor.text(whereFrom, cursor.position());
            equal = new EqualColumns(table.get(), alias).of(cursor.range(whereFrom, cursor.position()));
        }
        single &= !cursor.atAny("group", "having", "window", "union", "intersect", "except");
        single &= cursor.skipTo("for");
        return new RowLock(strength, table.get(), tableText, whereText, equal, single);
    }

    private static RowLock unknown(RowLock.Strength strength, TableName table) {
        return new RowLock(strength, table, "", "", new HashSet<>(), false);
    }

    private static TableName firstTable(Cursor cursor) {
        for (int i = cursor.position(); i < cursor.end(); i++) {
            if (cursor.token(i).is("from")) {
                Cursor name = cursor.range(i + 1, cursor.end());
                name.accept("only");
                Optional<TableName> table = name.acceptTableName();
                if (table.isPresent()) {
                    return table.get();
                }
            }
        }
        return new TableName(Optional.empty(), "");
    }
}
