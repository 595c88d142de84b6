package dev.agentstorage.dsql.local.internal.sql;

/** Rejects functions and types in expressions that the service does not have. */
final class CallRules {

    private CallRules() {}

    /** Checks the token at the cursor. Does not move the cursor. */
    static void read(Cursor cursor, Findings findings) {
        Token name = cursor.peek(0);
        if (name == null || !name.isIdentifier() || !cursor.isAt(1, "(") || findings.isRefused()) {
            return;
        }
        String function = name.value();
        if (function.startsWith("pg_advisory_") || function.startsWith("pg_try_advisory_")) {
            findings.refuse("function " + function + " not supported");
        } else if (function.equals("set_config")) {
            setConfig(cursor, findings);
        } else if ((function.equals("line") || function.equals("circle")) && isCall(cursor)) {
            findings.refuse("datatype " + function + " not supported");
        }
    }

    private static void setConfig(Cursor cursor, Findings findings) {
        Token parameter = cursor.peek(2);
        if (parameter != null && parameter.kind() == Token.Kind.STRING) {
            SettingRules.check(parameter.value(), findings);
        }
    }

    /** Whether a name before a parenthesis is a function call, and not a table, alias or CTE with a column list. */
    private static boolean isCall(Cursor cursor) {
        Token before = cursor.peek(-1);
        if (before != null && before.is(".")) {
            Cursor schema = cursor.copy();
            return schema.isAt(-2, "pg_catalog");
        }
        if (before == null || (before.isName() && !before.is("by") && !before.is("between"))) {
            return false;
        }
        if (before.is("into") || before.is("as") || before.is("with") || before.is("table") || before.is(")")) {
            return false;
        }
        Cursor after = cursor.copy();
        after.skip(1);
        after.acceptParentheses();
        return !(after.at("as", "(") || after.at("as", "materialized") || after.at("as", "not"));
    }
}
