package dev.agentstorage.dsql.local.internal.sql;

import dev.agentstorage.dsql.local.internal.sql.Statement.Kind;
import org.jspecify.annotations.Nullable;

/** CREATE INDEX, which must be asynchronous. */
final class IndexRules {

    private IndexRules() {}

    /**
     * Reads what follows CREATE [UNIQUE] INDEX.
     *
     * @param unique the word UNIQUE
     */
    static void read(Cursor cursor, @Nullable Token unique, Findings findings) {
        Token async = cursor.peek(0);
        if (async == null || !cursor.accept("async")) {
            findings.refuse("unsupported mode. please use CREATE INDEX ASYNC.");
            return;
        }
        findings.kind = Kind.ASYNC_INDEX;
        if (unique != null) {
            findings.blank(unique);
        }
        findings.blank(async);
        if (cursor.accept("concurrently")) {
            findings.refuse("CONCURRENTLY not supported for CREATE INDEX");
        }
        boolean ifNotExists = cursor.accept("if", "not", "exists");
        if (cursor.acceptName().isPresent()) {
            Token dot = cursor.peek(0);
            if (dot != null && dot.is(".")) {
                findings.refuse("42601", "syntax error at or near \".\"", dot);
            }
        }
        boolean nullsNotDistinct = false;
        if (cursor.skipTo("on")) {
            cursor.skip(1);
            nullsNotDistinct = definition(cursor, findings);
        }
        findings.asyncIndex = new AsyncIndex(unique != null, nullsNotDistinct, ifNotExists);
    }

    /** Reads what follows ON; true if it says NULLS NOT DISTINCT. */
    private static boolean definition(Cursor cursor, Findings findings) {
        cursor.accept("only");
        cursor.acceptTableName();
        if (cursor.accept("using")) {
            findings.refuse("USING not supported for CREATE INDEX");
            cursor.skip(1);
        }
        int columns = cursor.position();
        if (cursor.acceptParentheses()) {
            columns(cursor.range(columns + 1, cursor.position() - 1), findings);
        }
        if (cursor.accept("include")) {
            cursor.acceptParentheses();
        }
        boolean nullsNotDistinct = false;
        if (cursor.at("nulls", "distinct") || cursor.at("nulls", "not", "distinct")) {
            while (!cursor.accept("distinct")) {
                nullsNotDistinct |= cursor.at("not");
                findings.blank(cursor.token(cursor.position()));
                cursor.skip(1);
            }
            findings.blank(cursor.token(cursor.position() - 1));
        }
        if (cursor.at("with")) {
            findings.refuse("WITH not supported for CREATE INDEX");
        } else if (cursor.at("tablespace")) {
            findings.refuse("TABLESPACE not supported for CREATE INDEX");
        }
        return nullsNotDistinct;
    }

    private static void columns(Cursor columns, Findings findings) {
        if (columns.skipTo("collate")) {
            findings.refuse("COLLATE not supported for CREATE INDEX");
        }
    }
}
