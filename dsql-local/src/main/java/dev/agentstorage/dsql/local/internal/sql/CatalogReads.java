package dev.agentstorage.dsql.local.internal.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Redirects queries of system catalogs to views of the same name in the endpoint's private schema. The views hide the
 * endpoint's own objects, and use the service's names.
 *
 * <p>A view has no system columns, and no primary key for functional dependencies in GROUP BY. A query that needs
 * either reads the catalogs themselves.
 */
final class CatalogReads {
    private static final String VIEWS = "dsql_local";
    private static final String CATALOGS = "pg_catalog";

    private static final Set<String> WITH_VIEW = Keywords.words("""
            pg_am pg_attribute pg_class pg_constraint pg_index pg_namespace pg_proc pg_trigger pg_type
            """);

    private static final Set<String> SYSTEM_COLUMNS = Keywords.words("cmax cmin ctid tableoid xmax xmin");

    /** Primary key columns of the catalogs. */
    private static final Set<String> KEYS = Keywords.words("attrelid indexrelid oid");

    /** Words that end the list of tables. */
    private static final Set<String> BEHIND_TABLES = Keywords.words("""
            except fetch for group having intersect limit offset order union where window
            """);

    private final Cursor cursor;
    private final List<Token> found = new ArrayList<>();
    private final Deque<Level> levels = new ArrayDeque<>();
    private boolean needsTables;
    private boolean grouped;

    /** The state of the scan at one level of parentheses. */
    private static final class Level {
        private boolean selects;
        private boolean listsTables;

        Level(boolean listsTables) {
            this.listsTables = listsTables;
        }
    }

    private CatalogReads(Cursor cursor) {
        this.cursor = cursor;
        levels.push(new Level(false));
    }

    /** Replaces the catalogs in the text of a query by the views. */
    static void read(Cursor query, Findings findings) {
        CatalogReads reads = new CatalogReads(query.copy());
        while (!reads.cursor.atEnd()) {
            reads.token();
            reads.cursor.skip(1);
        }
        if (!reads.needsTables) {
            reads.found.forEach(token -> findings.replace(token, replacement(token)));
        }
    }

    private static String replacement(Token token) {
        if (!token.value().equals(CATALOGS)) {
            return VIEWS + "." + token.value();
        }
        // As long as the original text, so that positions in errors stay correct.
        return token.kind() == Token.Kind.QUOTED ? '"' + VIEWS + '"' : VIEWS;
    }

    private void token() {
        Token token = cursor.token(cursor.position());
        if (token.is("(")) {
            levels.push(new Level(atTable()));
        } else if (token.is(")")) {
            if (levels.size() > 1) {
                levels.pop();
            }
        } else if (token.isIdentifier()) {
            identifier(token);
        }
    }

    private void identifier(Token token) {
        Level level = levels.element();
        String value = token.value();
        if (value.equals(CATALOGS) && cursor.isAt(1, ".")) {
            Token name = cursor.peek(2);
            if (name != null && isWithView(name) && !cursor.isAt(3, "(") && !cursor.isAt(-1, "::") && !isLabel()) {
                found.add(token);
            }
        } else if (isWithView(token)) {
            needsTables |= namesQuery();
            if (atTable() && !cursor.isAt(1, ".") && !cursor.isAt(1, "(")) {
                found.add(token);
            }
        } else if (SYSTEM_COLUMNS.contains(value) || (grouped && KEYS.contains(value))) {
            needsTables = true;
        } else if (token.kind() == Token.Kind.WORD && !cursor.isLabel()) {
            keyword(value, level);
        }
    }

    private void keyword(String word, Level level) {
        if (word.equals("select")) {
            level.selects = true;
            level.listsTables = false;
        } else if (word.equals("from")) {
            // Not the FROM in extract(year FROM x) and similar functions.
            level.listsTables = level.selects;
        } else if (BEHIND_TABLES.contains(word)) {
            level.listsTables = false;
            grouped |= cursor.at("group", "by");
        }
    }

    private static boolean isWithView(Token token) {
        return token.isIdentifier() && WITH_VIEW.contains(token.value());
    }

    /** Whether the next name follows AS: it is then a label, or the type in a cast. */
    private boolean isLabel() {
        return cursor.isAt(-1, "as");
    }

    /** Whether a table, or tables in parentheses, can come next in a list of tables. */
    private boolean atTable() {
        Token before = cursor.peek(-1);
        if (before == null) {
            return false;
        }
        boolean listed = levels.element().listsTables
                && (before.is("from") || before.is("join") || before.is(",") || before.is("(") || before.is("only"));
        return listed || before.is("table");
    }

    /** Whether the name is the name of a CTE. */
    private boolean namesQuery() {
        Cursor ahead = cursor.copy();
        ahead.skip(1);
        ahead.acceptParentheses();
        return ahead.at("as", "(") || ahead.at("as", "materialized") || ahead.at("as", "not", "materialized");
    }
}
