package dev.agentstorage.dsql.local.internal.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** ALTER TABLE and its actions. */
final class AlterTableRules {
    /** Unsupported actions by their first words, longer ones first. */
    private static final List<String> UNSUPPORTED = List.of(
            "VALIDATE CONSTRAINT",
            "CLUSTER ON",
            "SET WITHOUT CLUSTER",
            "SET WITHOUT OIDS",
            "SET LOGGED",
            "SET UNLOGGED",
            "SET ACCESS METHOD",
            "SET TABLESPACE",
            "SET",
            "RESET",
            "ENABLE ALWAYS TRIGGER",
            "ENABLE REPLICA TRIGGER",
            "ENABLE TRIGGER",
            "DISABLE TRIGGER",
            "ENABLE ALWAYS RULE",
            "ENABLE REPLICA RULE",
            "ENABLE RULE",
            "DISABLE RULE",
            "ENABLE ROW SECURITY",
            "DISABLE ROW SECURITY",
            "NO FORCE ROW SECURITY",
            "FORCE ROW SECURITY",
            "NO INHERIT",
            "INHERIT",
            "NOT OF",
            "OF",
            "REPLICA IDENTITY",
            "OPTIONS",
            "ATTACH PARTITION",
            "DETACH PARTITION");

    private AlterTableRules() {}

    /** Reads what follows ALTER TABLE. */
    static void read(Cursor cursor, Findings findings) {
        if (cursor.at("async") && validation(cursor, findings)) {
            return;
        }
        if (cursor.at("all", "in", "tablespace")) {
            findings.refuse(Findings.unsupportedStatement("AlterTableMoveAll"));
            return;
        }
        cursor.accept("if", "exists");
        cursor.accept("only");
        int from = cursor.position();
        cursor.acceptTableName();
        String tableText = cursor.text(from, cursor.position());
        cursor.accept("*");
        if (cursor.atAny("rename") || cursor.at("set", "schema")) {
            return;
        }
        List<Cursor> actions = cursor.elements();
        actions.forEach(action -> action(action.copy(), findings));
        List<String> dropped = actions.stream()
                .flatMap(action -> droppedConstraint(action).stream())
                .toList();
        if (!dropped.isEmpty()) {
            findings.constraintDrop = new ConstraintDrop(tableText, dropped);
        }
    }

    private static Optional<String> droppedConstraint(Cursor action) {
        if (!action.accept("drop", "constraint")) {
            return Optional.empty();
        }
        action.accept("if", "exists");
        return action.acceptName();
    }

    /** The error message for an unsupported action. */
    static String unsupported(String action) {
        return "unsupported ALTER TABLE " + action + " statement";
    }

    /** Reads ASYNC table VALIDATE CONSTRAINT name; false if this is another statement, on a table named async. */
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
        findings.kind = StatementKind.ASYNC_VALIDATE;
        findings.blank(async);
        findings.asyncValidation = new AsyncValidation(table.get(), ahead.text(from, to), constraint.get());
        return true;
    }

    private static void action(Cursor action, Findings findings) {
        if (action.accept("add")) {
            add(action, findings);
        } else if (action.at("alter", "constraint") || isTriggersOfUser(action, findings)) {
            return;
        } else if (action.accept("alter")) {
            action.accept("column");
            action.skip(1);
            alterColumn(action, findings);
        } else {
            for (String words : UNSUPPORTED) {
                if (begins(action, words)) {
                    findings.refuse(unsupported(words));
                }
            }
        }
    }

    /**
     * ENABLE and DISABLE TRIGGER ALL and USER. They have no effect, because clients cannot create triggers. ALL is
     * replaced by USER, because in PostgreSQL only superusers may disable the triggers of foreign keys.
     */
    private static boolean isTriggersOfUser(Cursor action, Findings findings) {
        boolean enables = action.at("enable", "trigger") || action.at("disable", "trigger");
        Token which = action.peek(2);
        if (!enables || which == null || action.peek(3) != null || !(which.is("all") || which.is("user"))) {
            return false;
        }
        if (which.is("all")) {
            findings.replace(which, "USER");
        }
        return true;
    }

    private static void add(Cursor action, Findings findings) {
        if (ConstraintRules.atTableConstraint(action)) {
            ConstraintRules.inAlterTable(action, findings);
        } else {
            action.accept("column");
            action.accept("if", "not", "exists");
            ColumnRules.inAlterTable(action, findings);
        }
    }

    private static void alterColumn(Cursor action, Findings findings) {
        String refused = "";
        if (action.at("type") || action.at("set", "data", "type")) {
            refused = "SET DATA TYPE";
        } else if (action.at("set", "not", "null")) {
            refused = "SET NOT NULL";
        } else if (action.at("set", "statistics")) {
            refused = "SET STATISTICS";
        } else if (action.at("set", "compression")) {
            refused = "SET COMPRESSION";
        } else if (action.at("set", "(")) {
            refused = "SET";
        } else if (action.at("reset")) {
            refused = "RESET";
        } else if (action.at("options")) {
            refused = "OPTIONS";
        } else if (action.accept("add")) {
            SequenceRules.identity(action, findings);
        } else if (action.at("set")) {
            SequenceRules.alterIdentity(action, findings);
        }
        if (!refused.isEmpty()) {
            findings.refuse(unsupported("ALTER COLUMN ... " + refused));
        }
    }

    /** Whether an action begins with these words; ROW SECURITY stands for ROW LEVEL SECURITY. */
    private static boolean begins(Cursor action, String words) {
        Cursor ahead = action.copy();
        for (String word : words.split(" ", -1)) {
            if (word.equals("SECURITY")) {
                ahead.accept("level");
            }
            if (!ahead.accept(word.toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return true;
    }
}
