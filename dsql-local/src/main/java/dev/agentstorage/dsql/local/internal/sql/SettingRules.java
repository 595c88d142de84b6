package dev.agentstorage.dsql.local.internal.sql;

import java.util.Locale;
import java.util.Set;

/** SET and RESET. Only a few parameters can be set. */
final class SettingRules {
    static final String REFUSAL = "setting configuration parameter ";

    private static final Set<String> ALLOWED = Set.of(
            "application_name",
            "client_encoding",
            "datestyle",
            "extra_float_digits",
            "intervalstyle",
            "timezone",
            "search_path",
            "role");

    private SettingRules() {}

    static void read(Cursor cursor, Findings findings) {
        findings.kind = StatementKind.SET;
        boolean reset = cursor.accept("reset");
        if (!reset) {
            cursor.skip(1);
            if (cursor.accept("constraints")) {
                return;
            }
        }
        if (cursor.at("session", "characteristics") || cursor.at("session", "authorization")) {
            special(cursor, findings);
            return;
        }
        // "session" and "local" can also begin the name of a parameter: SET local.x = 1
        if (!reset && cursor.atAny("session", "local") && !cursor.isAt(1, ".") && !isAssigned(cursor, 1)) {
            cursor.skip(1);
        }
        if (!special(cursor, findings)) {
            parameter(cursor, findings);
        }
    }

    /** Reads the special forms without a parameter name; false if it is none of them. */
    private static boolean special(Cursor cursor, Findings findings) {
        if (cursor.at("time", "zone") || (cursor.atAny("names", "schema", "role") && !isAssigned(cursor, 1))) {
            return true;
        } else if (cursor.accept("session", "authorization")) {
            refuse("session_authorization", findings);
        } else if (cursor.accept("session", "characteristics")) {
            refuseOtherLevels(cursor, findings);
        } else if (cursor.at("transaction", "isolation", "level") && cursor.isAt(-1, "reset")) {
            refuse("transaction_isolation", findings);
        } else if (cursor.accept("transaction", "snapshot")) {
            refuse("TRANSACTION SNAPSHOT", findings);
        } else if (cursor.at("transaction") && !isAssigned(cursor, 1)) {
            refuseOtherLevels(cursor, findings);
            refuse("TRANSACTION", findings);
        } else if (cursor.accept("xml", "option")) {
            refuse("xmloption", findings);
        } else {
            return cursor.at("all") && cursor.isAt(-1, "reset");
        }
        return true;
    }

    private static boolean isAssigned(Cursor cursor, int ahead) {
        return cursor.isAt(ahead, "=") || cursor.isAt(ahead, "to");
    }

    private static void refuseOtherLevels(Cursor modes, Findings findings) {
        TransactionRules.isolationLevel(modes).ifPresent(level -> TransactionRules.refuseLevel(level, findings));
    }

    private static void parameter(Cursor cursor, Findings findings) {
        StringBuilder name = new StringBuilder();
        Token part = cursor.peek(0);
        while (part != null && part.isIdentifier()) {
            name.append(part.value());
            cursor.skip(1);
            part = null;
            if (cursor.accept(".")) {
                name.append('.');
                part = cursor.peek(0);
            }
        }
        if (!name.isEmpty()) {
            check(name.toString(), findings);
        }
    }

    /** Rejects a parameter that cannot be set. */
    static void check(String name, Findings findings) {
        String folded = name.toLowerCase(Locale.ROOT);
        if (!ALLOWED.contains(folded) && !folded.startsWith("enable_") && !folded.startsWith("dsql.")) {
            refuse(name, findings);
        }
    }

    private static void refuse(String name, Findings findings) {
        findings.refuse(REFUSAL + "\"" + name + "\" not supported");
    }
}
