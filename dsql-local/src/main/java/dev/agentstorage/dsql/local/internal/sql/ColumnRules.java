package dev.agentstorage.dsql.local.internal.sql;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Column definitions in CREATE TABLE and ALTER TABLE. */
final class ColumnRules {
    static final String COLLATE = "COLLATE clause not supported";

    private static final Set<String> SERIAL =
            Set.of("serial", "serial2", "serial4", "serial8", "smallserial", "bigserial");

    private ColumnRules() {}

    /** Reads a column of a new table: name, type and constraints. */
    static void inCreateTable(Cursor column, Findings findings) {
        column.skip(1);
        Token type = column.peek(0);
        refuseSerial(column, findings);
        skipType(column);
        while (!column.atEnd()) {
            if (column.at("collate")) {
                findings.refuse(COLLATE);
            } else if (column.at("compression")) {
                findings.refuse("COMPRESSION clause not supported");
            } else if (isIdentity(column)) {
                SequenceRules.identity(column.copy(), findings);
                refuseSmallIdentity(type, findings);
            } else if (column.atAny("unique", "primary")) {
                key(column.copy(), findings);
            }
            column.skipOne();
        }
    }

    /** Reads the tokens after UNIQUE or PRIMARY KEY, up to the next constraint. */
    private static void key(Cursor column, Findings findings) {
        int from = column.position();
        column.skip(1);
        column.skipTo("constraint", "check", "references", "default", "generated", "unique", "primary");
        Cursor key = column.range(from, column.position());
        ConstraintRules.parameters(key.copy(), findings);
        if (ConstraintRules.isDeferred(key)) {
            findings.refuse("DEFERRABLE constraint not supported");
        }
    }

    /** Reads a column that ALTER TABLE adds: it may have a type, but no constraint or default. */
    static void inAlterTable(Cursor column, Findings findings) {
        column.skip(1);
        Cursor type = column.copy();
        skipType(column);
        while (!column.atEnd()) {
            if (column.accept("storage")) {
                column.skip(1);
            } else if (column.at("collate")) {
                findings.refuse(COLLATE);
                return;
            } else if (column.at("compression")) {
                findings.refuse("COMPRESSION clause not supported");
                return;
            } else if (!column.accept("null")) {
                findings.refuse("ALTER TABLE ADD COLUMN with constraint not supported");
                return;
            }
        }
        refuseSerial(type, findings);
    }

    private static void refuseSerial(Cursor column, Findings findings) {
        Token type = column.peek(0);
        if (type != null && type.isIdentifier() && SERIAL.contains(type.value()) && !column.isAt(1, ".")) {
            findings.refuse("42704", "type \"" + type.value() + "\" does not exist", type);
        }
    }

    private static boolean isIdentity(Cursor column) {
        return column.at("generated", "always", "as", "identity")
                || column.at("generated", "by", "default", "as", "identity");
    }

    private static void refuseSmallIdentity(@Nullable Token type, Findings findings) {
        String name = type == null ? "" : type.value().toLowerCase(Locale.ROOT);
        String display = Set.of("smallint", "int2").contains(name)
                ? "smallint"
                : Set.of("integer", "int", "int4").contains(name) ? "integer" : "";
        if (!display.isEmpty()) {
            findings.refuse("datatype " + display + " not supported, identity column type must be bigint");
        }
    }

    /** Skips a type, up to the first word that can follow it. */
    private static void skipType(Cursor column) {
        column.skipOne();
        while (!column.atEnd() && !endsType(column)) {
            column.skipOne();
        }
    }

    private static boolean endsType(Cursor column) {
        return column.atAny("storage", "compression", "collate", "constraint", "not", "null", "check", "default")
                || column.atAny("generated", "unique", "primary", "references", "deferrable", "initially", "options");
    }
}
