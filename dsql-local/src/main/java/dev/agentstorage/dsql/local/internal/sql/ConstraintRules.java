package dev.agentstorage.dsql.local.internal.sql;

/** Table constraints in CREATE TABLE and ALTER TABLE. */
final class ConstraintRules {
    private static final int MOST_KEYS = 8;

    private ConstraintRules() {}

    /** Whether a table constraint, and not a column, begins at the cursor. */
    static boolean atTableConstraint(Cursor cursor) {
        return cursor.atAny("constraint", "check", "unique", "primary", "foreign")
                || cursor.at("exclude", "(")
                || cursor.at("exclude", "using");
    }

    /** Reads a constraint of a new table. */
    static void inCreateTable(Cursor constraint, Findings findings) {
        if (constraint.accept("constraint")) {
            constraint.acceptName();
        }
        if (constraint.at("exclude")) {
            findings.refuse("EXCLUDE constraint not supported");
        } else if (constraint.atAny("unique", "primary")) {
            keyColumns(constraint.copy(), findings);
            parameters(constraint.copy(), findings);
            if (isDeferred(constraint)) {
                findings.refuse("DEFERRABLE constraint not supported");
            }
        }
    }

    private static void keyColumns(Cursor constraint, Findings findings) {
        while (!constraint.atEnd() && !constraint.at("(")) {
            constraint.skip(1);
        }
        int open = constraint.position();
        if (!constraint.atEnd()) {
            refuseManyKeys(
                    constraint
                            .range(open + 1, constraint.closing(open))
                            .elements()
                            .size(),
                    findings);
        }
    }

    /** Rejects a key or index with too many columns. */
    static void refuseManyKeys(int columns, Findings findings) {
        if (columns > MOST_KEYS) {
            findings.refuse("54011", "more than 8 column keys in an index are not supported", null);
        }
    }

    /** Reads the clauses after the columns of a key. */
    static void parameters(Cursor constraint, Findings findings) {
        while (!constraint.atEnd()) {
            if (constraint.at("with", "(")) {
                findings.refuse("WITH clause not supported for CREATE TABLE");
            } else if (constraint.at("using", "index", "tablespace")) {
                findings.refuse("TABLESPACE clause not supported for CREATE TABLE");
            }
            constraint.skipOne();
        }
    }

    /** Whether the constraint is deferrable or deferred. */
    static boolean isDeferred(Cursor constraint) {
        Cursor words = constraint.copy();
        while (words.skipTo("deferrable", "initially")) {
            if (words.at("initially", "deferred") || (words.at("deferrable") && !words.isAt(-1, "not"))) {
                return true;
            }
            words.skip(1);
        }
        return false;
    }

    /** Reads a constraint that ALTER TABLE adds. Only constraints that need no scan of the rows are allowed. */
    static void inAlterTable(Cursor constraint, Findings findings) {
        if (constraint.accept("constraint")) {
            constraint.acceptName();
        }
        boolean added;
        if (constraint.at("unique", "using", "index")) {
            added = true;
            if (isDeferred(constraint)) {
                findings.refuse("ALTER TABLE / ADD CONSTRAINT UNIQUE / DEFERRED / INITIALLY DEFERRED not supported");
            }
        } else if (constraint.atAny("check", "foreign")) {
            added = isNotValid(constraint.copy());
        } else {
            added = false;
        }
        if (!added) {
            findings.refuse("unsupported ALTER TABLE ADD CONSTRAINT statement");
        }
    }

    private static boolean isNotValid(Cursor constraint) {
        while (constraint.skipTo("not")) {
            if (constraint.at("not", "valid")) {
                return true;
            }
            constraint.skip(1);
        }
        return false;
    }
}
