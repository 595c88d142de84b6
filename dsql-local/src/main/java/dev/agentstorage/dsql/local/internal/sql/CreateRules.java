package dev.agentstorage.dsql.local.internal.sql;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CREATE statements. */
final class CreateRules {
    /** Objects that cannot be created: the first word after CREATE, with PostgreSQL's name of the statement. */
    private static final Map<String, String> UNSUPPORTED = Map.ofEntries(
            Map.entry("access", "CreateAm"),
            Map.entry("aggregate", "Define"),
            Map.entry("cast", "CreateCast"),
            Map.entry("collation", "Define"),
            Map.entry("conversion", "CreateConversion"),
            Map.entry("database", "Createdb"),
            Map.entry("default", "CreateConversion"),
            Map.entry("event", "CreateEventTrig"),
            Map.entry("extension", "CreateExtension"),
            Map.entry("language", "CreatePLang"),
            Map.entry("materialized", "CreateTableAs"),
            Map.entry("operator", "Define"),
            Map.entry("policy", "CreatePolicy"),
            Map.entry("procedural", "CreatePLang"),
            Map.entry("publication", "CreatePublication"),
            Map.entry("rule", "Rule"),
            Map.entry("server", "CreateForeignServer"),
            Map.entry("subscription", "CreateSubscription"),
            Map.entry("tablespace", "CreateTableSpace"),
            Map.entry("text", "Define"),
            Map.entry("transform", "CreateTransform"),
            Map.entry("trusted", "CreatePLang"));

    private static final int LARGEST_VIEW = 2 << 20;

    private CreateRules() {}

    static void read(Cursor cursor, Findings findings) {
        findings.kind = StatementKind.DDL;
        cursor.skip(1);
        cursor.accept("or", "replace");
        Token unique = cursor.peek(0);
        if (cursor.accept("unique", "index")) {
            IndexRules.read(cursor, unique, findings);
        } else if (cursor.accept("index")) {
            IndexRules.read(cursor, null, findings);
        } else if (!relation(cursor, findings) && !object(cursor, findings)) {
            unsupported(cursor, findings);
        }
    }

    /** Reads the creation of a table, view or sequence, which can be temporary. */
    private static boolean relation(Cursor cursor, Findings findings) {
        cursor.acceptAny("global", "local");
        boolean temporary = cursor.acceptAny("temporary", "temp");
        boolean unlogged = cursor.accept("unlogged");
        if (cursor.accept("table")) {
            TableRules.read(cursor, persistence(temporary, unlogged), findings);
        } else if (cursor.accept("view") || cursor.accept("recursive", "view")) {
            refuseTemporary(temporary, "view", findings);
            refuseLargeView(cursor, findings);
            ClauseScan.run(cursor, findings);
        } else if (cursor.accept("sequence")) {
            refuseTemporary(temporary, "sequence", findings);
            SequenceRules.create(cursor, findings);
        } else {
            return false;
        }
        return true;
    }

    private static String persistence(boolean temporary, boolean unlogged) {
        return temporary ? "TEMPORARY or TEMP" : unlogged ? "UNLOGGED" : "";
    }

    private static void refuseTemporary(boolean temporary, String object, Findings findings) {
        if (temporary) {
            String command = object.equals("view") ? "CREATE VIEW" : "CREATE SEQUENCE";
            findings.refuse("TEMPORARY or TEMP " + object + " not supported for " + command);
        }
    }

    private static void refuseLargeView(Cursor view, Findings findings) {
        String definition = view.text(view.position(), view.end());
        boolean mayBeLarge = definition.length() > LARGEST_VIEW / 3;
        if (mayBeLarge && definition.getBytes(StandardCharsets.UTF_8).length > LARGEST_VIEW) {
            findings.refuse("54000", "view definition too large", null);
        }
    }

    private static boolean object(Cursor cursor, Findings findings) {
        if (cursor.accept("schema")) {
            schemaElements(cursor, findings);
        } else if (cursor.accept("function")) {
            function(cursor, findings);
        } else if (cursor.at("procedure")) {
            findings.refuse("PROCEDURE is not supported");
        } else if (cursor.accept("domain")) {
            if (cursor.skipTo("collate")) {
                findings.refuse(ColumnRules.COLLATE);
            }
        } else if (cursor.accept("type")) {
            type(cursor, findings);
        } else if (cursor.at("trigger") || cursor.at("constraint", "trigger")) {
            findings.refuse("CREATE TRIGGER not supported");
        } else {
            return false;
        }
        return true;
    }

    /** Reads the elements of CREATE SCHEMA: tables and views are allowed, but no other schema. */
    private static void schemaElements(Cursor cursor, Findings findings) {
        boolean more = cursor.skipTo("create");
        while (more && !cursor.at("create", "schema")) {
            int from = cursor.position();
            cursor.skip(1);
            more = cursor.skipTo("create");
            read(cursor.range(from, cursor.position()), findings);
        }
    }

    private static void type(Cursor cursor, Findings findings) {
        cursor.acceptTableName();
        if (cursor.at("as", "enum")) {
            findings.refuse("CREATE TYPE not supported");
        } else if (cursor.at("as", "range")) {
            findings.refuse(Findings.unsupportedStatement("CreateRange"));
        } else if (cursor.at("as")) {
            findings.refuse(Findings.unsupportedStatement("CompositeType"));
        } else {
            findings.refuse(Findings.unsupportedStatement("Define"));
        }
    }

    private static void unsupported(Cursor cursor, Findings findings) {
        String node = null;
        if (cursor.at("foreign", "table")) {
            node = "CreateForeignTable";
        } else if (cursor.at("foreign", "data", "wrapper")) {
            node = "CreateFdw";
        } else if (cursor.at("user", "mapping", "for") || cursor.at("user", "mapping", "if")) {
            node = "CreateUserMapping";
        } else if (cursor.at("operator", "class")) {
            node = "CreateOpClass";
        } else if (cursor.at("operator", "family")) {
            node = "CreateOpFamily";
        } else if (cursor.peek(0) != null) {
            Token first = cursor.token(cursor.position());
            node = first.kind() == Token.Kind.WORD ? UNSUPPORTED.get(first.value()) : null;
        }
        if (node != null) {
            findings.refuse(Findings.unsupportedStatement(node));
        }
    }

    private static void function(Cursor cursor, Findings findings) {
        cursor.acceptTableName();
        cursor.acceptParentheses();
        Cursor options = cursor.copy();
        if (options.skipTo("language")) {
            Token language = options.peek(1);
            if (language != null && !language.value().equalsIgnoreCase("sql")) {
                findings.refuse("CREATE FUNCTION with language " + language.value() + " not supported");
                return;
            }
        }
        Token body = body(cursor.copy());
        if (body == null) {
            ClauseScan.run(cursor, findings);
        } else if (!findings.inBody) {
            findings.functionBody = body.value();
        }
    }

    private static @Nullable Token body(Cursor options) {
        while (options.skipTo("as")) {
            Token body = options.peek(1);
            if (body != null && body.kind() == Token.Kind.STRING) {
                return body;
            }
            options.skip(1);
        }
        return null;
    }
}
