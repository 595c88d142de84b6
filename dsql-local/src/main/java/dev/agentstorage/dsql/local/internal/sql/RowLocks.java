package dev.agentstorage.dsql.local.internal.sql;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Determines which rows a statement with a locking clause locks. */
final class RowLocks {
    private static final String[] AFTER_FROM = {
        "where", "group", "having", "window", "union", "intersect", "except", "order", "limit", "offset", "fetch", "for"
    };
    private static final String[] AFTER_WHERE = {
        "group", "having", "window", "union", "intersect", "except", "order", "limit", "offset", "fetch", "for"
    };
    /** Words that can precede a parenthesis but are not functions. */
    private static final Set<String> NO_FUNCTIONS = Set.of("and", "or", "not", "in", "any", "some", "all", "row");

    private RowLocks() {}

    /** Returns the locks of the statement at the cursor, which must contain a locking clause. */
    static RowLock read(Cursor cursor, RowLock.Strength strength) {
        return new RowLock(strength, plain(cursor.copy()));
    }

    private static Optional<RowLock.Plain> plain(Cursor cursor) {
        if (!cursor.accept("select") || !cursor.skipTo("from")) {
            return Optional.empty();
        }
        cursor.skip(1);
        int tableFrom = cursor.position();
        cursor.skipTo(AFTER_FROM);
        int tableTo = cursor.position();
        Optional<TableName> table = onlyTable(cursor.range(tableFrom, tableTo));
        if (table.isEmpty()) {
            return Optional.empty();
        }
        String whereText = "";
        if (cursor.accept("where")) {
            int whereFrom = cursor.position();
            cursor.skipTo(AFTER_WHERE);
            if (!isFixed(cursor, whereFrom, cursor.position())) {
                return Optional.empty();
            }
            whereText = cursor.text(whereFrom, cursor.position());
        }
        boolean everyRow = !cursor.copy().skipTo("limit", "offset", "fetch", "union", "intersect", "except", "group");
        cursor.skipTo("for");
        boolean once = cursor.accept("for") && !cursor.skipTo("for");
        return everyRow && once
                ? Optional.of(new RowLock.Plain(table.get(), cursor.text(tableFrom, tableTo), whereText))
                : Optional.empty();
    }

    private static Optional<TableName> onlyTable(Cursor from) {
        from.accept("only");
        Optional<TableName> table = from.acceptTableName();
        from.accept("*");
        from.accept("as");
        from.acceptName();
        return from.atEnd() ? table : Optional.empty();
    }

    private static boolean isFixed(Cursor cursor, int from, int to) {
        for (int i = from; i < to; i++) {
            Token token = cursor.token(i);
            boolean calls = i > from
                    && token.is("(")
                    && cursor.token(i - 1).isIdentifier()
                    && !NO_FUNCTIONS.contains(cursor.token(i - 1).value());
            if (calls || token.is("select") || token.is("values") || token.is("table")) {
                return false;
            }
        }
        return true;
    }

    /** All names that may be tables that the statement reads, at any depth. */
    static Set<TableName> tables(Cursor cursor) {
        Set<TableName> tables = new LinkedHashSet<>();
        for (int i = cursor.position(); i < cursor.end(); i++) {
            Token token = cursor.token(i);
            if (token.is("from") || token.is("join") || token.is("using")) {
                relations(cursor.range(i + 1, cursor.end()), tables);
            }
        }
        return tables;
    }

    private static void relations(Cursor list, Set<TableName> tables) {
        do {
            list.accept("lateral");
            list.accept("only");
            list.acceptTableName().ifPresent(tables::add);
            list.accept("*");
            list.acceptParentheses();
            list.accept("as");
            list.acceptName();
            list.acceptParentheses();
        } while (list.accept(","));
    }
}
