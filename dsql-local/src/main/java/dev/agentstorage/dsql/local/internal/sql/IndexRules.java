package dev.agentstorage.dsql.local.internal.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE INDEX, which must be asynchronous. */
final class IndexRules {
    private static final String NOT_FOR_INDEXES = " not supported for CREATE INDEX";
    private static final String NOT_FOR_KEYS = " not supported for index keys";

    private final Cursor cursor;
    private final Findings findings;
    private boolean nullsNotDistinct;

    private IndexRules(Cursor cursor, Findings findings) {
        this.cursor = cursor;
        this.findings = findings;
    }

    /**
     * Reads the tokens after CREATE [UNIQUE] INDEX.
     *
     * @param unique the token UNIQUE; null if absent
     */
    static void read(Cursor cursor, @Nullable Token unique, Findings findings) {
        Token async = cursor.peek(0);
        // Directly after INDEX, an unquoted ASYNC is never a name.
        boolean isAsync = cursor.accept("async");
        IndexRules rules = new IndexRules(cursor, findings);
        if (isAsync && async != null) {
            findings.kind = StatementKind.ASYNC_INDEX;
            if (unique != null) {
                findings.blank(unique);
            }
            findings.blank(async);
        }
        boolean concurrently = cursor.accept("concurrently");
        boolean ifNotExists = cursor.accept("if", "not", "exists");
        rules.name();
        if (concurrently) {
            findings.refuse("CONCURRENTLY" + NOT_FOR_INDEXES);
        }
        if (cursor.accept("on")) {
            rules.definition(isAsync);
        }
        if (isAsync) {
            findings.asyncIndex = new AsyncIndex(unique != null, rules.nullsNotDistinct, ifNotExists);
        }
    }

    private void name() {
        if (cursor.acceptName().isPresent()) {
            Token dot = cursor.peek(0);
            if (dot != null && dot.is(".")) {
                findings.refuse("42601", "syntax error at or near \".\"", dot);
                cursor.skipTo("on");
            }
        }
    }

    private void definition(boolean isAsync) {
        cursor.accept("only");
        cursor.acceptTableName();
        if (cursor.at("using", "btree_index")) {
            blank(2);
        } else if (cursor.accept("using")) {
            findings.refuse("USING" + NOT_FOR_INDEXES);
            cursor.skip(1);
        }
        int keys = cursor.position();
        boolean hasKeys = cursor.acceptParentheses();
        Cursor columns = hasKeys ? cursor.range(keys + 1, cursor.position() - 1) : cursor.range(keys, keys);
        if (cursor.accept("include")) {
            cursor.acceptParentheses();
        }
        nullsDistinct();
        if (cursor.at("with")) {
            findings.refuse("WITH" + NOT_FOR_INDEXES);
        } else if (cursor.at("tablespace")) {
            findings.refuse("TABLESPACE" + NOT_FOR_INDEXES);
        }
        if (!isAsync) {
            findings.refuse("unsupported mode. please use CREATE INDEX ASYNC.");
        }
        keys(columns);
    }

    private void nullsDistinct() {
        if (cursor.at("nulls", "distinct")) {
            blank(2);
        } else if (cursor.at("nulls", "not", "distinct")) {
            nullsNotDistinct = true;
            blank(3);
        }
    }

    private void blank(int words) {
        for (int i = 0; i < words; i++) {
            findings.blank(cursor.token(cursor.position()));
            cursor.skip(1);
        }
    }

    private void keys(Cursor columns) {
        List<Cursor> keys = columns.elements();
        keys.forEach(this::key);
        ConstraintRules.refuseManyKeys(keys.size(), findings);
    }

    /** Reads one key: a column, a call or an expression in parentheses, and its sort options. */
    private void key(Cursor key) {
        if (!key.acceptParentheses()) {
            key.acceptTableName();
            key.acceptParentheses();
        }
        if (key.accept("collate")) {
            findings.refuse("COLLATE" + NOT_FOR_KEYS);
            key.acceptTableName();
        }
        if (key.atName() && !key.atAny("nulls")) {
            findings.refuse("opclass" + NOT_FOR_KEYS);
        }
        if (key.atAny("asc", "desc")) {
            findings.refuse("specifying sort order" + NOT_FOR_KEYS);
        }
    }
}
