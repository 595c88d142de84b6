package dev.agentstorage.dsql.local.internal.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the columns of one table that a condition fixes by equality. */
final class EqualColumns {
    /** A condition that is nested deeper is not looked into. */
    private static final int DEEPEST = 50;

    private final TableName table;
    private final String alias;
    private final Set<String> columns = new HashSet<>();

    EqualColumns(TableName table, String alias) {
        this.table = table;
        this.alias = alias;
    }

    /** The columns that each row must have equal to a value that does not depend on the row. */
    Set<String> of(Cursor condition) {
        conjunction(condition, 0);
        return columns;
    }

    private void conjunction(Cursor condition, int depth) {
        List<Cursor> parts = new ArrayList<>();
        int from = condition.position();
        boolean between = false;
        while (!condition.atEnd()) {
            boolean label = condition.isLabel();
            if (condition.at("or") && !label) {
                return;
            } else if (condition.at("between") && !label) {
                between = true;
            } else if (condition.at("and") && !label) {
                if (!between) {
                    parts.add(condition.range(from, condition.position()));
                    from = condition.position() + 1;
                }
                between = false;
            } else if (condition.at("case") && !label) {
                skipCase(condition);
                continue;
            }
            condition.skipOne();
        }
        parts.add(condition.range(from, condition.end()));
        parts.forEach(part -> part(part, depth));
    }

    private static void skipCase(Cursor condition) {
        int depth = 0;
        do {
            if (!condition.isLabel()) {
                depth += condition.at("case") ? 1 : condition.at("end") ? -1 : 0;
            }
            condition.skipOne();
        } while (depth > 0 && !condition.atEnd());
    }

    private void part(Cursor part, int depth) {
        if (part.at("(") && part.closing(part.position()) == part.end() - 1) {
            if (depth < DEEPEST) {
                conjunction(part.range(part.position() + 1, part.end() - 1), depth + 1);
            }
            return;
        }
        int left = part.position();
        int equals = -1;
        while (!part.atEnd()) {
            if (part.at("=")) {
                if (equals >= 0) {
                    return;
                }
                equals = part.position();
            } else if (part.atAny("is", "between", "in", "like", "ilike", "isnull", "notnull", "similar", "not")
                    || part.atAny("<", ">", "<=", ">=", "<>", "!=")) {
                return;
            }
            part.skipOne();
        }
        if (equals > left) {
            sides(part.range(left, equals), part.range(equals + 1, part.end()));
        }
    }

    private void sides(Cursor left, Cursor right) {
        if (isRow(left) && isRow(right)) {
            List<Cursor> lefts = elements(left);
            List<Cursor> rights = elements(right);
            for (int i = 0; i < lefts.size() && lefts.size() == rights.size(); i++) {
                values(lefts.get(i), rights.get(i));
            }
        } else {
            values(left, right);
        }
    }

    private void values(Cursor left, Cursor right) {
        Optional<String> column = column(left);
        Cursor value = right;
        if (column.isEmpty()) {
            column = column(right);
            value = left;
        }
        if (column.isPresent() && isFixed(value)) {
            columns.add(column.get());
        }
    }

    private static boolean isRow(Cursor side) {
        int opening = side.position() + (side.at("row") ? 1 : 0);
        return opening < side.end()
                && side.token(opening).is("(")
                && side.closing(opening) == side.end() - 1
                && !side.token(opening + 1).is("select");
    }

    private static List<Cursor> elements(Cursor row) {
        row.accept("row");
        return row.range(row.position() + 1, row.end() - 1).elements();
    }

    /** The column that an expression is, if it is nothing but a column of this table. */
    private Optional<String> column(Cursor expression) {
        Cursor side = expression.copy();
        while (side.at("(") && side.closing(side.position()) == side.end() - 1) {
            side = side.range(side.position() + 1, side.end() - 1);
        }
        Optional<TableName> name = side.acceptTableName();
        if (name.isEmpty() || !side.atEnd()) {
            return Optional.empty();
        }
        boolean ours = name.get().schema().map(this::isTable).orElse(true);
        return ours ? Optional.of(name.get().name()) : Optional.empty();
    }

    private boolean isTable(String qualifier) {
        return qualifier.equals(alias) || qualifier.equals(table.name());
    }

    /** Whether an expression names no column: its only names are functions, types and keywords for values. */
    private static boolean isFixed(Cursor expression) {
        if (expression.atEnd() || expression.atAny("any", "some", "all")) {
            return false;
        }
        for (int i = expression.position(); i < expression.end(); i++) {
            Token token = expression.token(i);
            boolean called = i + 1 < expression.end() && expression.token(i + 1).is("(");
            boolean type = i > expression.position() && expression.token(i - 1).is("::");
            boolean literalPrefix = i + 1 < expression.end()
                    && expression.token(i + 1).kind() == Token.Kind.STRING
                    && token.isIdentifier();
            if (token.is("select")) {
                return false;
            }
            if (token.isName() && !called && !type && !literalPrefix && !continuesType(expression, i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a word belongs to a type of several words or parts behind a cast. */
    private static boolean continuesType(Cursor expression, int index) {
        for (int i = index - 1; i > expression.position(); i--) {
            Token token = expression.token(i);
            if (token.is("::") || token.is("as")) {
                return true;
            }
            boolean typeWord = token.isIdentifier() || token.is(".") || token.is(")") || token.is("(");
            if (!typeWord && token.kind() != Token.Kind.NUMBER) {
                return false;
            }
        }
        return false;
    }
}
