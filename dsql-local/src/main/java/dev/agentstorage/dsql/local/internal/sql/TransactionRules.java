package dev.agentstorage.dsql.local.internal.sql;

import java.util.Optional;

/**
 * Statements that begin and end transactions, and transaction modes. The endpoint executes these statements itself, so
 * only valid ones are recognized; PostgreSQL reports the syntax error of the others.
 */
final class TransactionRules {

    private TransactionRules() {}

    static void read(Cursor cursor, Findings findings) {
        if (cursor.accept("begin")) {
            cursor.acceptAny("work", "transaction");
            begin(cursor, findings);
        } else if (cursor.accept("start", "transaction")) {
            begin(cursor, findings);
        } else if (cursor.acceptAny("commit", "end")) {
            end(cursor, findings, StatementKind.COMMIT, "COMMIT");
        } else if (cursor.acceptAny("rollback", "abort")) {
            end(cursor, findings, StatementKind.ROLLBACK, "ROLLBACK");
        } else if (cursor.accept("savepoint")) {
            unsupported(findings, "SAVEPOINT");
        } else if (cursor.accept("release")) {
            unsupported(findings, "RELEASE");
        } else if (cursor.accept("prepare", "transaction")) {
            unsupported(findings, "PREPARE TRANSACTION");
        } else if (cursor.accept("prepare")) {
            findings.refuse(Findings.unsupportedStatement("Prepare"));
        }
    }

    private static void begin(Cursor cursor, Findings findings) {
        Cursor modes = cursor.copy();
        while (!cursor.atEnd()) {
            if (!mode(cursor)) {
                return;
            }
            if (cursor.accept(",") && cursor.atEnd()) {
                return;
            }
        }
        findings.kind = StatementKind.BEGIN;
        isolationLevel(modes).ifPresent(level -> refuseLevel(level, findings));
    }

    private static boolean mode(Cursor cursor) {
        if (cursor.accept("isolation", "level")) {
            return cursor.accept("serializable")
                    || cursor.accept("repeatable", "read")
                    || cursor.accept("read", "committed")
                    || cursor.accept("read", "uncommitted");
        }
        return cursor.accept("read", "only")
                || cursor.accept("read", "write")
                || cursor.accept("deferrable")
                || cursor.accept("not", "deferrable");
    }

    /** Rejects isolation levels that the service does not support. */
    static void refuseLevel(String level, Findings findings) {
        if (!level.equals("REPEATABLE READ")) {
            findings.refuse("Unsupported isolation level: " + level);
        }
    }

    /** The isolation level in transaction modes, in the words of the SQL standard. */
    static Optional<String> isolationLevel(Cursor modes) {
        while (modes.skipTo("isolation")) {
            modes.skip(1);
            if (modes.accept("level")) {
                if (modes.at("serializable")) {
                    return Optional.of("SERIALIZABLE");
                } else if (modes.at("repeatable", "read")) {
                    return Optional.of("REPEATABLE READ");
                } else if (modes.at("read", "committed")) {
                    return Optional.of("READ COMMITTED");
                } else if (modes.at("read", "uncommitted")) {
                    return Optional.of("READ UNCOMMITTED");
                }
            }
        }
        return Optional.empty();
    }

    private static void end(Cursor cursor, Findings findings, StatementKind kind, String name) {
        if (cursor.accept("prepared")) {
            unsupported(findings, name + " PREPARED");
            return;
        }
        cursor.acceptAny("work", "transaction");
        if (kind == StatementKind.ROLLBACK && cursor.accept("to")) {
            unsupported(findings, "ROLLBACK TO");
            return;
        }
        boolean chain = cursor.accept("and", "chain");
        cursor.accept("and", "no", "chain");
        if (cursor.atEnd()) {
            findings.kind = kind;
        }
        if (chain) {
            unsupported(findings, name + " AND CHAIN");
        }
    }

    private static void unsupported(Findings findings, String name) {
        findings.refuse("unsupported transaction statement: " + name);
    }
}
