package dev.agentstorage.dsql.local.internal.sql;

import java.util.Map;

/** ALTER statements. */
final class AlterRules {
    /** Objects that cannot be altered: the first word after ALTER, with PostgreSQL's name of the statement. */
    private static final Map<String, String> UNSUPPORTED = Map.ofEntries(
            Map.entry("aggregate", "AlterOwner"),
            Map.entry("collation", "AlterCollation"),
            Map.entry("conversion", "AlterOwner"),
            Map.entry("database", "AlterDatabase"),
            Map.entry("event", "AlterEventTrig"),
            Map.entry("extension", "AlterExtension"),
            Map.entry("foreign", "AlterFdw"),
            Map.entry("language", "AlterOwner"),
            Map.entry("large", "AlterOwner"),
            Map.entry("materialized", "AlterTable"),
            Map.entry("operator", "AlterOperator"),
            Map.entry("policy", "AlterPolicy"),
            Map.entry("procedural", "AlterOwner"),
            Map.entry("publication", "AlterPublication"),
            Map.entry("rule", "AlterRule"),
            Map.entry("server", "AlterForeignServer"),
            Map.entry("subscription", "AlterSubscription"),
            Map.entry("system", "AlterSystem"),
            Map.entry("tablespace", "AlterTableSpaceOptions"),
            Map.entry("text", "AlterTSConfiguration"),
            Map.entry("trigger", "AlterObjectDepends"));

    private AlterRules() {}

    static void read(Cursor cursor, Findings findings) {
        findings.kind = StatementKind.DDL;
        cursor.skip(1);
        if (cursor.accept("table")) {
            AlterTableRules.read(cursor, findings);
        } else if (cursor.accept("index")) {
            index(cursor, findings);
        } else if (cursor.accept("type")) {
            type(cursor, findings);
        } else if (cursor.accept("domain")) {
            domain(cursor, findings);
        } else if (cursor.accept("sequence")) {
            cursor.accept("if", "exists");
            cursor.acceptTableName();
            SequenceRules.alter(cursor, findings);
        } else if (cursor.at("procedure")) {
            findings.refuse("PROCEDURE is not supported");
        } else if (cursor.at("user", "mapping", "for")) {
            findings.refuse(Findings.unsupportedStatement("AlterUserMapping"));
        } else if (cursor.acceptAny("role", "user")) {
            role(cursor, findings);
        } else {
            unsupported(cursor, findings);
        }
    }

    private static void index(Cursor cursor, Findings findings) {
        cursor.accept("if", "exists");
        cursor.acceptTableName();
        if (cursor.at("alter")) {
            findings.refuse(AlterTableRules.unsupported("ALTER COLUMN ... SET STATISTICS"));
        } else if (cursor.at("attach")) {
            findings.refuse(AlterTableRules.unsupported("ATTACH PARTITION"));
        } else if (cursor.at("set", "tablespace")) {
            findings.refuse(AlterTableRules.unsupported("SET TABLESPACE"));
        } else if (cursor.at("set")) {
            findings.refuse(AlterTableRules.unsupported("SET"));
        } else if (cursor.at("reset")) {
            findings.refuse(AlterTableRules.unsupported("RESET"));
        }
    }

    private static void type(Cursor cursor, Findings findings) {
        cursor.acceptTableName();
        boolean renamed = cursor.at("rename") && !cursor.isAt(1, "value");
        findings.refuse(renamed ? "unsupported object in RENAME statement" : "ALTER TYPE not supported");
    }

    private static void domain(Cursor cursor, Findings findings) {
        cursor.acceptTableName();
        if (cursor.at("set", "not", "null")) {
            findings.refuse("unsupported ALTER DOMAIN SET NOT NULL statement");
        } else if (cursor.at("add")) {
            findings.refuse("unsupported ALTER DOMAIN ADD CONSTRAINT statement");
        }
    }

    private static void role(Cursor cursor, Findings findings) {
        cursor.skip(1);
        if (cursor.accept("in", "database")) {
            cursor.skip(1);
        }
        if (cursor.at("set")) {
            findings.refuse(Findings.unsupportedStatement("AlterRoleSet"));
        }
    }

    private static void unsupported(Cursor cursor, Findings findings) {
        Token object = cursor.peek(0);
        if (object == null || object.kind() != Token.Kind.WORD || !UNSUPPORTED.containsKey(object.value())) {
            return;
        }
        String node = UNSUPPORTED.getOrDefault(object.value(), "");
        if (cursor.at("operator", "family")) {
            node = "AlterOpFamily";
        } else if (cursor.at("foreign", "table")) {
            node = "AlterTable";
        } else if (cursor.at("text", "search", "dictionary")) {
            node = "AlterTSDictionary";
        }
        boolean setsParameter = (cursor.isAt(2, "set") && !cursor.isAt(3, "tablespace")) || cursor.isAt(2, "reset");
        if (object.is("database") && setsParameter) {
            node = "AlterDatabaseSet";
        }
        boolean renamed = !object.is("system") && cursor.skipTo("rename");
        findings.refuse(renamed ? "unsupported object in RENAME statement" : Findings.unsupportedStatement(node));
    }
}
