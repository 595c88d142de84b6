package dev.agentstorage.dsql.local.internal.sql;

import java.util.Map;
import java.util.Set;

/** DROP statements. */
final class DropRules {
    private static final Set<String> SUPPORTED = Set.of(
            "table",
            "view",
            "index",
            "schema",
            "sequence",
            "domain",
            "function",
            "role",
            "user",
            "group",
            "statistics");

    /** Objects with a separate DROP statement in PostgreSQL, with its name of the statement. */
    private static final Map<String, String> UNSUPPORTED = Map.of(
            "database", "Dropdb",
            "tablespace", "DropTableSpace",
            "owned", "DropOwned",
            "subscription", "DropSubscription");

    /** Other objects that PostgreSQL can drop. */
    private static final Set<String> OBJECTS = Keywords.words("""
            access aggregate cast collation conversion event extension foreign language materialized operator
            policy procedural procedure publication routine rule server text transform trigger type
            """);

    private DropRules() {}

    static void read(Cursor cursor, Findings findings) {
        findings.kind = StatementKind.DDL;
        cursor.skip(1);
        Token object = cursor.peek(0);
        if (object == null || object.kind() != Token.Kind.WORD) {
            return;
        }
        if (cursor.at("user", "mapping", "for") || cursor.at("user", "mapping", "if")) {
            findings.refuse(Findings.unsupportedStatement("DropUserMapping"));
        } else if (SUPPORTED.contains(object.value())) {
            supported(object.value(), cursor, findings);
        } else if (UNSUPPORTED.containsKey(object.value())) {
            findings.refuse(Findings.unsupportedStatement(UNSUPPORTED.getOrDefault(object.value(), "")));
        } else if (OBJECTS.contains(object.value()) && !isTriggerIfExists(cursor.copy())) {
            findings.refuse("unsupported object in DROP statement");
        }
    }

    /** DROP TRIGGER IF EXISTS, which has no effect: clients cannot create triggers. */
    private static boolean isTriggerIfExists(Cursor cursor) {
        return cursor.accept("trigger", "if", "exists")
                && cursor.acceptName().isPresent()
                && cursor.accept("on")
                && cursor.acceptTableName().isPresent()
                && (cursor.acceptAny("cascade", "restrict") || cursor.atEnd())
                && cursor.atEnd();
    }

    private static void supported(String object, Cursor cursor, Findings findings) {
        if (object.equals("index") && cursor.isAt(1, "concurrently")) {
            findings.refuse("DROP INDEX CONCURRENTLY must be first action in transaction");
        } else if (object.equals("domain") && cursor.token(cursor.end() - 1).is("cascade")) {
            findings.refuse("DROP DOMAIN with CASCADE unsupported");
        }
    }
}
