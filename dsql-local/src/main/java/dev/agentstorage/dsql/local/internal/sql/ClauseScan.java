package dev.agentstorage.dsql.local.internal.sql;

import java.util.ArrayDeque;
import java.util.Deque;

/** Scans all tokens of a statement for clauses and calls that matter at any position. */
final class ClauseScan {
    private final Cursor cursor;
    private final Findings findings;

    /** For each open parenthesis, whether it belongs to a function with FOR between its arguments. */
    private final Deque<Boolean> argumentsWithFor = new ArrayDeque<>();

    private RowLock.Strength strength = RowLock.Strength.FOR_KEY_SHARE;
    private boolean locks;

    private ClauseScan(Cursor cursor, Findings findings) {
        this.cursor = cursor;
        this.findings = findings;
    }

    static void run(Cursor cursor, Findings findings) {
        ClauseScan scan = new ClauseScan(cursor.copy(), findings);
        while (!scan.cursor.atEnd()) {
            scan.token();
            scan.cursor.skip(1);
        }
        if (scan.locks && (findings.kind == StatementKind.READ || findings.kind == StatementKind.WRITE)) {
            findings.rowLock = RowLocks.read(cursor.copy(), scan.strength);
            RowLocks.tables(cursor.copy()).forEach(findings::write);
            if (findings.kind == StatementKind.READ) {
                findings.kind = StatementKind.LOCKING_READ;
            }
        }
    }

    private void token() {
        if (cursor.at("(")) {
            Token before = cursor.peek(-1);
            argumentsWithFor.push(before != null && (before.is("substring") || before.is("overlay")));
        } else if (cursor.at(")")) {
            argumentsWithFor.poll();
        } else if (cursor.at("for") && !cursor.isLabel() && !Boolean.TRUE.equals(argumentsWithFor.peek())) {
            lockingClause();
        } else if (cursor.at("tablesample") && samples()) {
            findings.refuse("TABLESAMPLE clause not supported");
        } else if (cursor.at("lateral", "(")) {
            LateralRules.read(cursor, findings);
        } else {
            CallRules.read(cursor, findings);
        }
    }

    private void lockingClause() {
        if (cursor.at("for", "update")) {
            strength = RowLock.Strength.FOR_UPDATE;
            lock(2);
        } else if (cursor.at("for", "key", "share")) {
            lock(3);
        } else if (cursor.at("for", "share") || cursor.at("for", "no", "key", "update")) {
            findings.refuse("locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported");
        }
    }

    /** The service never waits for a lock, so NOWAIT and SKIP LOCKED are removed. */
    private void lock(int words) {
        locks = true;
        Cursor ahead = cursor.copy();
        ahead.skip(words);
        if (ahead.accept("of")) {
            do {
                ahead.acceptTableName();
            } while (ahead.accept(","));
        }
        if (ahead.at("nowait")) {
            findings.blank(ahead.token(ahead.position()));
        } else if (ahead.at("skip", "locked")) {
            findings.blank(ahead.token(ahead.position()), ahead.token(ahead.position() + 1));
        }
    }

    /** Whether TABLESAMPLE is the clause, which has a method with arguments, and not a label or a function name. */
    private boolean samples() {
        Token before = cursor.peek(-1);
        Token method = cursor.peek(1);
        boolean afterRelation = before != null && (before.isName() || before.is("*") || before.is(")"));
        boolean named = method != null
                && (method.kind() == Token.Kind.QUOTED
                        || (method.kind() == Token.Kind.WORD && !Keywords.isFullyReserved(method.value())));
        if (!afterRelation || !named) {
            return false;
        }
        Cursor ahead = cursor.copy();
        ahead.skip(2);
        while (ahead.accept(".")) {
            ahead.skip(1);
        }
        return ahead.at("(");
    }
}
